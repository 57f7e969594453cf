"""The worker as a real process, over real services."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from pathlib import Path

import pytest
from redis.asyncio import Redis

from database.transaction import execute, fetch_value
from devservices.mailserver import RunningMailbox, start_mailbox
from devservices.valkey import RunningValkey, start_valkey
from events.facts import RegistrationConfirmed
from notifications.checking import problems
from outbox.recording import record
from settings import get_settings
from tests.notifications.mails import Post
from tests.notifications.smtp_doubles import Script, smtp_server
from tests.notifications.worlds import World, local, make_world

pytestmark = pytest.mark.usefixtures("database")

PATIENCE_SECONDS = 15.0


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[RunningValkey]:
    """Not the one of the other tests: this one is flushed and stopped."""
    with start_valkey(data_dir=tmp_path / "valkey") as running:
        yield running


@pytest.fixture
def mailserver(tmp_path: Path) -> Iterator[RunningMailbox]:
    with start_mailbox(tmp_path / "mail") as running:
        yield running


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path / "mail")


@asynccontextmanager
async def worker(redis_url: str, smtp_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from leeragenda.worker import run_worker; run_worker()",
        env={
            **os.environ,
            "LEERAGENDA_DATABASE_URL": get_settings().database_url,
            "LEERAGENDA_REDIS_URL": redis_url,
            "LEERAGENDA_SMTP_URL": smtp_url,
        },
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def sign_up(world: World, email: str) -> None:
    person = await world.person(session=await world.session(local(14)), email=email)
    await record(RegistrationConfirmed(registration=person))


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110  another process does it
            await asyncio.sleep(0.05)


async def until_sent(number: int) -> None:
    async def are_sent() -> bool:
        return bool(await fetch_value("SELECT count(*) = $1 FROM message WHERE state = 'sent'", number))

    await until(are_sent)


async def test_worker_delivers_also_after_redis_was_flushed(
    own_valkey: RunningValkey, mailserver: RunningMailbox, post: Post
) -> None:
    world = await make_world()
    redis = Redis.from_url(own_valkey.url)
    async with worker(own_valkey.url, mailserver.smtp_url):
        await sign_up(world, "alice@reader.example")
        await until_sent(1)
        await redis.flushall()
        await sign_up(world, "bob@reader.example")
        await until_sent(2)
    await redis.aclose()

    assert len(post.mails()) == 2
    assert await problems() == []


async def test_worker_stops_on_sigterm_with_exit_code_0(own_valkey: RunningValkey, mailserver: RunningMailbox) -> None:
    async with worker(own_valkey.url, mailserver.smtp_url) as process:
        await sign_up(await make_world(), "alice@reader.example")
        await until_sent(1)
        process.send_signal(signal.SIGTERM)
        _, stderr = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)

    assert process.returncode == 0
    assert b"Traceback" not in stderr


async def test_worker_without_redis_ends_with_exit_code_1(
    own_valkey: RunningValkey, mailserver: RunningMailbox
) -> None:
    async with worker(own_valkey.url, mailserver.smtp_url) as process:
        await sign_up(await make_world(), "alice@reader.example")
        await until_sent(1)
        own_valkey.stop()
        _, stderr = await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)

    assert process.returncode == 1
    assert b"worker_lost_service" in stderr


async def test_sign_up_while_redis_is_away_is_mailed_after_its_restart(
    own_valkey: RunningValkey, mailserver: RunningMailbox, post: Post, tmp_path: Path
) -> None:
    async with worker(own_valkey.url, mailserver.smtp_url) as process:
        own_valkey.stop()
        await sign_up(await make_world(), "alice@reader.example")
        await asyncio.wait_for(process.communicate(), PATIENCE_SECONDS)
    with start_valkey(data_dir=tmp_path / "valkey") as restarted:
        async with worker(restarted.url, mailserver.smtp_url):
            await until_sent(1)

    assert post.the_mail()["To"] == "Alice Jansen <alice@reader.example>"
    assert await problems() == []


async def test_worker_killed_while_sending_is_followed_by_one_that_sends_again(own_valkey: RunningValkey) -> None:
    script = Script(silent=True)
    async with smtp_server(script) as smtp_url:
        async with worker(own_valkey.url, smtp_url) as process:
            await sign_up(await make_world(), "alice@reader.example")
            await until(script.has_taken)
            process.kill()
        script.silent = False
        await execute("UPDATE message SET claimed_until = now()")
        async with worker(own_valkey.url, smtp_url):
            await until_sent(1)

    assert len(script.taken) == 2
    assert len({message_from_bytes(mail)["Message-ID"] for mail in script.taken}) == 1
