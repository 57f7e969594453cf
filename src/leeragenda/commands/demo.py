"""`leeragenda demo`: the whole product with an example world, on a machine with nothing but Python.

This process only starts, guards and stops the others, and imports little, so that it stays small.
"""

import os
import secrets
import select
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import click

from devservices.directories import usable_directory
from devservices.errors import DevServiceError
from devservices.guarded import GuardedProcess
from devservices.mailserver import start_mailbox
from devservices.ports import LOOPBACK, free_port, require_free_port
from devservices.postgres import start_postgres
from devservices.supervisor import Program, supervise
from devservices.valkey import start_valkey

DATABASE: Final = "leeragenda"
SECONDS_TO_BE_READY: Final = 60
# An address on this machine never goes through a proxy.
_browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@click.command("demo")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--data-dir",
    default=Path(".leeragenda"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where the demo keeps its database and mail, also for the next start.",
)
def demo_command(port: int, data_dir: Path) -> None:
    """Run everything with an example world: database, Redis, mailbox, web and worker. Ctrl-C stops it."""
    if os.environ.get("LEERAGENDA_ENVIRONMENT") == "production":
        raise click.ClickException("LEERAGENDA_ENVIRONMENT is production, and demo accounts do not belong there.")
    try:
        require_free_port(port)
        with _services(data_dir, port), _preparation() as accounts:
            threading.Thread(target=_announce, args=(port, accounts), daemon=True).start()
            code = supervise(_programs(port))
    except DevServiceError as error:
        raise click.ClickException(str(error)) from error
    sys.exit(code)


@contextmanager
def _services(data_dir: Path, port: int) -> Iterator[None]:
    """Starts what the product needs, and tells the processes to come by their environment where it is."""
    with usable_directory(data_dir) as directory:
        secret_key = _kept_secret(directory / "secret_key")
    mail = directory / "mail"
    with (
        start_postgres(directory / "postgres", durable=True) as postgres,
        start_valkey(data_dir=directory / "valkey") as valkey,
        start_mailbox(mail) as mailbox,
    ):
        postgres.create_database(DATABASE)
        os.environ |= {
            "LEERAGENDA_ENVIRONMENT": "development",
            "LEERAGENDA_DATABASE_URL": postgres.dsn(DATABASE),
            "LEERAGENDA_REDIS_URL": valkey.url,
            "LEERAGENDA_SMTP_URL": mailbox.smtp_url,
            "LEERAGENDA_MAILBOX_DIR": str(mail),
            "LEERAGENDA_LMTP_LISTEN": f"{LOOPBACK}:{free_port()}",
            "LEERAGENDA_PUBLIC_URL": f"http://localhost:{port}",
            "LEERAGENDA_SECRET_KEY": secret_key,
        }
        yield


def _kept_secret(path: Path) -> str:
    """The same at every start, so that the links in mails go on working."""
    if not path.exists() or not path.read_text():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


@contextmanager
def _preparation() -> Iterator[str]:
    """Migrates and seeds in a process of its own, which then goes on with the story of the demo world.

    Yields what that process said: who can log in.
    """
    reading, writing = os.pipe()
    argv = [sys.executable, "-m", "leeragenda.demo.preparing", str(writing)]
    with closing(os.fdopen(reading, "rb", buffering=0)) as said:
        process = GuardedProcess(argv, log=sys.stderr.buffer, pass_fds=[writing])
        os.close(writing)
        try:
            accounts = said.read(select.PIPE_BUF).decode()
            if not accounts:
                raise click.ClickException("The demo could not be prepared.")
            yield accounts
        finally:
            process.stop()


def _programs(port: int) -> list[Program]:
    leeragenda = (sys.executable, "-m", "leeragenda.cli")
    return [
        Program("web", [*leeragenda, "serve", "--host", LOOPBACK, "--port", str(port), "--workers", "1"], grace=12),
        Program("worker", [*leeragenda, "worker"], restart=True, grace=12),
    ]


def _announce(port: int, accounts: str) -> None:
    """Says where everything is, as soon as it is there."""
    deadline = time.monotonic() + SECONDS_TO_BE_READY
    while not _is_ready(port):
        if time.monotonic() > deadline:
            return
        time.sleep(0.1)
    address = f"http://localhost:{port}"
    click.echo(f"""
  Leeragenda is ready.

    {address}/agenda      the agenda, as visitors see it
    {address}/planner     the planner, for staff
    {address}/dev/mail    the mail that would have been sent
    {address}/api/schema  the API
    {os.environ["LEERAGENDA_LMTP_LISTEN"]} takes answers to that mail (LMTP)

{accounts}
  Ctrl-C stops everything. The next start goes on with the same data.
""")


def _is_ready(port: int) -> bool:
    try:
        with _browser.open(f"http://{LOOPBACK}:{port}/health/ready", timeout=5):
            return True
    except OSError:  # refused, or an answer that says no
        return False
