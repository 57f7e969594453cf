"""Signing up, opening what is online, saying that it is done, and reading so in the mail after it."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import asyncpg
import pytest
from playwright.async_api import Browser, expect

from tests.browser.reading import Reader
from tests.browser.test_sign_up import open_mail

pytestmark = pytest.mark.browser

ACTIVITY: Final = "online-praatuurtje"
PACKAGE: Final = "leesplank"
SIZES: Final = ((360, "nl-NL", "Je hebt een plek", "Goed gedaan"), (1280, "en-GB", "You have a place", "Well done"))
_PROVIDER: Final = "<!doctype html><html lang='nl'><title>De cursus</title><h1>De cursus</h1></html>"
# Their meeting was the last one that has been.
_BEEN: Final = """
UPDATE registration SET session = (
    SELECT session.id FROM session JOIN edition ON edition.id = session.edition
        JOIN activity ON activity.id = edition.activity
    WHERE activity.slug = $2 AND session.state = 'scheduled' AND session.ends_at < now()
    ORDER BY session.starts_at DESC LIMIT 1)
WHERE email = $1 RETURNING id, session
"""
# As the sweep plans it, which waits for the day.
_FOLLOW_UP: Final = """
INSERT INTO message (kind, recipient, subject, revision, registration, session, payload, due_at, created_at)
VALUES ('follow_up', $1, $2, 1, $3, $4, '{"asks": true}', now(), now())
"""


@pytest.fixture
async def demo_database(demo_directory: Path) -> AsyncIterator[asyncpg.Connection]:
    cluster = demo_directory / "data" / "postgres"
    port = (cluster / "cluster" / "postmaster.pid").read_text().split("\n")[3]
    password = (cluster / "password").read_text().strip()
    connection = await asyncpg.connect(
        host="127.0.0.1", port=int(port), user="leeragenda", password=password, database="leeragenda"
    )
    yield connection
    await connection.close()


class Provider:
    """The website of a provider; `heard` is what browsers told it."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard = (await reader.readuntil(b"\r\n\r\n")).decode()
        if heard.startswith("GET /start"):
            self.heard.append(heard.lower())
        body = _PROVIDER.encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def provided(database: asyncpg.Connection) -> AsyncIterator[Provider]:
    """A provider of the package, on this machine, in the place of the one that does not exist."""
    provider = Provider()
    server = await asyncio.start_server(provider.answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    former = await database.fetchval("SELECT url FROM package WHERE slug = $1", PACKAGE)
    change = "UPDATE package SET url = $2 WHERE slug = $1"
    await database.execute(change, PACKAGE, f"http://127.0.0.1:{port}/start")
    try:
        yield provider
    finally:
        await database.execute(change, PACKAGE, former)
        server.close()


async def sign_up(reader: Reader, email: str) -> None:
    page = reader.page
    await page.goto(f"/activities/{ACTIVITY}")
    await page.get_by_role("main").locator("a[href$='/register']").first.click()
    await page.locator("input[name=name]").fill("Alice Jansen")
    await page.locator("input[name=email]").fill(email)
    await page.get_by_role("main").locator("form button[type=submit]").last.click()
    await expect(page.locator(".leeragenda-path")).to_be_visible()


async def be_followed_up(database: asyncpg.Connection, email: str) -> None:
    row = await database.fetchrow(_BEEN, email, ACTIVITY)
    assert row is not None
    subject = f"registration:{row['id']}:session:{row['session']}"
    await database.execute(_FOLLOW_UP, email, subject, row["id"], row["session"])


async def open_and_do(reader: Reader) -> list[str]:
    """From the own page to the provider, and back to say that it is done."""
    page, own_page = reader.page, reader.page.url
    stop = page.locator(".leeragenda-path__stop").last
    problems = await reader.problems()
    await stop.locator("a[href^='/open/']").click()
    problems += await reader.problems()
    await page.locator("a[href$='?go=1']").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("De cursus")
    await page.goto(own_page)
    await stop.get_by_role("button").click()
    await expect(stop).to_have_class(re.compile("stop--done"))
    problems += await reader.problems()
    await stop.locator("a[href^='/open/']").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("De cursus")
    return problems


async def test_what_is_opened_and_done_reaches_the_mail_after_it(
    browser: Browser, demo: str, demo_database: asyncpg.Connection
) -> None:
    for width, locale, confirmed, well_done in SIZES:
        email = f"learner{width}@reader.example"
        context = await browser.new_context(base_url=demo, locale=locale, viewport={"width": width, "height": 800})
        reader = Reader(await context.new_page())
        page = reader.page
        async with provided(demo_database) as provider:
            await sign_up(reader, email)
            await open_mail(reader, email, confirmed)
            await page.locator("main a[href*='/my/']").first.click()
            problems = await open_and_do(reader)
        assert [heard.split("\r\n")[0] for heard in provider.heard] == ["get /start http/1.1"] * 2
        assert not any("referer:" in heard for heard in provider.heard)
        await be_followed_up(demo_database, email)
        await open_mail(reader, email, "?")
        await expect(page.get_by_text(well_done).first).to_be_visible()
        await expect(page.get_by_text("De Leesplank").first).to_be_visible()
        assert (problems, reader.said) == ([], [])
        await context.close()
