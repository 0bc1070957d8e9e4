"""Finds the Chromium that the browser tests need, and installs it where that can be done without asking.

The one without windows, Debian's chromium-headless-shell, goes first: it is the same engine and the journeys take
half the time in it.

`python -m tests.chromium` is the first thing `make test` does: the browser tests are never skipped,
so a machine without a browser is told what to type.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC_PATH = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
HELP = """\
Webbläsartesterna behöver Chromium, och den finns inte här.

  Debian:             sudo apt install chromium-headless-shell
  Ubuntu:             sudo apt install chromium
  macOS:              brew install --cask chromium
  Annan plats:        CHROMIUM=/sökväg/till/chromium make test
"""


def find():
    """The path of a Chromium, or None. CHROMIUM= in the environment goes first."""
    if path := os.environ.get("CHROMIUM"):
        return path if os.access(path, os.X_OK) else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return MAC_PATH if os.path.exists(MAC_PATH) else None


def install():
    """Install Debian's package when we are root and apt is here; else do nothing. Ubuntu has the larger one only."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installerar Chromium för webbläsartesterna …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=environment, stdout=subprocess.DEVNULL, check=False)
    for package in ("chromium-headless-shell", "chromium"):
        command = ["apt-get", "install", "-y", "-qq", package]
        if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0:
            return


def main():
    if not find() and not os.environ.get("CHROMIUM"):
        install()
    if not find():
        print(HELP, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
