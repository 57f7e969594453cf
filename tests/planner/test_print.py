"""The programme on paper."""

import ctypes.util
import os
import re
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from httpx import AsyncClient

from database.transaction import execute
from identity.roles import Role
from planner import print_page, print_pdf
from planner.export_errors import PdfNotMade, PdfNotPossible
from planner.print_pdf import pdf_of
from tests.application import visitor
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import headers_of

pytestmark = pytest.mark.usefixtures("database")

NO_PANGO = ctypes.util.find_library("pango-1.0") is None and not os.environ.get("CI")
needs_pango = pytest.mark.skipif(NO_PANGO, reason="WeasyPrint needs libpango-1.0-0, and CI is not set")


@pytest.fixture
async def world() -> World:
    return await make_world()


@pytest.fixture
async def staff(world: World) -> AsyncIterator[AsyncClient]:
    async with visitor() as client:
        client.headers.update(await headers_of(Role.VIEWER))
        yield client


async def text_of(client: AsyncClient, query: str = "") -> str:
    answer = await client.get(f"/planner/print?{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]))


def unpacked(pdf: bytes) -> bytes:
    """With all that is compressed in it."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            parts.append(zlib.decompressobj().decompress(stream))
    return b"".join(parts)


async def test_poster_of_an_activity_says_when_where_and_how_to_sign_up(staff: AsyncClient, world: World) -> None:
    await world.session(local(3))
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", await world.session(local(4)))
    text = await text_of(staff, "as=poster&activity=telefoon")
    for words in ("Omgaan met je telefoon", "10.00 tot 12.00 uur", "Centrale", "Hoogstraat 1", "Of bel 010 555 01 01"):
        assert words in text
    assert text.count("tot 12.00 uur") == 1


async def test_poster_of_a_place_names_what_is_on(staff: AsyncClient, world: World) -> None:
    session = await world.session(local(3))
    await world.session(local(5))
    await execute("UPDATE session SET title = 'Bellen met beeld' WHERE id = $1", session)
    assert "Bellen met beeld" in await text_of(staff, "location=centrale")


async def test_long_series_is_cut_off_in_words(staff: AsyncClient, world: World) -> None:
    for day in range(1, 13):
        await world.session(local(day))
    assert "En nog 4 keer." in await text_of(staff, "activity=telefoon")


async def test_list_goes_by_place_and_day(staff: AsyncClient, world: World) -> None:
    await world.session(local(3, 14))
    await world.session(local(3, 9))
    text = await text_of(staff, "as=list")
    assert (
        text.index("Programma") < text.index("Centrale") < text.index("9.00 tot 11.00") < text.index("14.00 tot 16.00")
    )


async def test_only_the_coming_month_unless_days_are_asked_for(staff: AsyncClient, world: World) -> None:
    await world.session(local(60))
    assert (await staff.get("/planner/print")).status_code == 400
    assert "10.00 tot 12.00 uur" in await text_of(staff, f"from={local(50):%Y-%m-%d}")


async def test_unknown_activity_and_parameter_are_refused(staff: AsyncClient) -> None:
    assert (await staff.get("/planner/print?activity=nowhere")).status_code == 404
    assert (await staff.get("/planner/print?as=banner")).status_code == 400


@needs_pango
@pytest.mark.parametrize("shape", ["poster", "list"])
async def test_pdf_has_the_fonts_inside(staff: AsyncClient, world: World, shape: str) -> None:
    await world.session(local(3))
    answer = await staff.get(f"/planner/print?as={shape}&format=pdf")
    assert (answer.headers["content-type"], answer.content[:4]) == ("application/pdf", b"%PDF")
    inside = unpacked(answer.content)
    assert {name for name in (b"Atkinson", b"Bricolage") if name in inside} == {b"Atkinson", b"Bricolage"}
    assert b"/FontFile" in inside


@needs_pango
async def test_pdf_takes_nothing_from_elsewhere() -> None:
    outside = '<img src="file:///etc/passwd"><img src="http://127.0.0.1:1/x"><link rel=stylesheet href="/etc/passwd">'
    assert (await pdf_of(f"<!doctype html><html lang=nl><title>x</title>{outside}<p>tekst</p></html>"))[:4] == b"%PDF"


@needs_pango
async def test_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_pdf, "MOST_SECONDS", 0.05)
    with pytest.raises(PdfNotMade):
        await pdf_of("<p>tekst</p>")


async def test_page_says_so_where_no_pdf_can_be_made(
    staff: AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.session(local(3))

    async def lacking(_: str) -> bytes:
        raise PdfNotPossible

    monkeypatch.setattr(print_page, "pdf_of", lacking)
    answer = await staff.get("/planner/print?format=pdf")
    assert (answer.status_code, "Deze server kan geen pdf maken." in answer.text) == (200, True)
