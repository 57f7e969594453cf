"""Packages from files and catalogues, on the pages of staff and by the API."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from httpx import AsyncClient

from content_links.packaging import create_package
from content_links.schemas import PackageDetails
from database.transaction import execute, fetch, fetch_row, fetch_value
from identity.roles import Role
from planner.exchange_files import packed
from tests.application import visitor
from tests.content_links.harvesting.examples import CMI5, archive
from tests.notifications.worlds import World, make_world
from tests.planner.examples import headers_of, make_neighbour

pytestmark = pytest.mark.usefixtures("database")

UPLOAD, SOURCES, DEAD = "/planner/content/upload", "/planner/content/sources", "/planner/content/dead-links"
FILE = {"file": ("course.zip", archive(("cmi5.xml", CMI5)))}
CHOSEN = {
    "organisation": "bibliotheek",
    "access": "staff_account",
    "provider": "Oefenhuis",
    "language": "nl",
    "url": "",
}
SOURCE = {"organisation": "bibliotheek", "name": "Oefenhuis", "kind": "oai_pmh", "url": "https://oefenhuis.example/oai"}


@pytest.fixture
async def world() -> World:
    return await make_world()


@pytest.fixture
async def staff(world: World) -> AsyncIterator[AsyncClient]:
    async with visitor() as client:
        client.headers.update(await headers_of(Role.PROGRAMMER))
        yield client


async def courses() -> list[tuple[str, str, str]]:
    rows = await fetch("SELECT title, provider, access FROM package WHERE identifier IS NOT NULL ORDER BY id")
    return [tuple(row) for row in rows]


async def test_course_package_is_looked_at_first_and_taken_over_after(staff: AsyncClient) -> None:
    looked = await staff.post(UPLOAD, data=CHOSEN, files=FILE)
    assert "1 nieuw, 0 anders, 0 hetzelfde. Er is nog niets veranderd." in " ".join(looked.text.split())
    assert re.findall(r"<li>(Bellen|Appen: Foto&#39;s sturen)</li>", looked.text) == [
        "Bellen",
        "Appen: Foto&#39;s sturen",
    ]
    assert await courses() == []
    found = re.search(r'name="found" value="([^"]+)"', looked.text)
    assert found
    done = await staff.post(UPLOAD, data=CHOSEN | {"found": found[1]})
    assert "De online cursussen zijn overgenomen" in done.text
    assert await courses() == [("Je telefoon", "Oefenhuis", "staff_account")]
    assert [row["action"] for row in await fetch("SELECT action FROM operation")] == ["import.packages"]
    again = await staff.post(UPLOAD, data=CHOSEN, files=FILE)
    assert ("0 nieuw, 0 anders, 1 hetzelfde." in again.text, 'href="/learn/je-telefoon"' in again.text) == (True, True)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Kies een bestand."),
        (b"slug,title\n", "Een CSV-bestand kan elk pakket veranderen."),
        (archive(("index.html", b"")), "In dit zipbestand zit geen cmi5.xml of imsmanifest.xml."),
        (b"<!DOCTYPE a><a/>", "Deze XML heeft een DOCTYPE"),
    ],
    ids=["nothing", "table", "no manifest", "doctype"],
)
async def test_file_that_cannot_be_used_is_refused_with_its_reason(staff: AsyncClient, body: bytes, said: str) -> None:
    answer = await staff.post(UPLOAD, data=CHOSEN, files={"file": ("a.zip", body)})
    assert (answer.status_code, said in answer.text, 'value="Oefenhuis"' in answer.text) == (400, True, True)


async def test_choices_that_cannot_be_are_refused(staff: AsyncClient) -> None:
    for wrong in ({"access": "hosted"}, {"language": "Dutch"}, {"url": "javascript:x"}, {"found": "AAAA"}):
        assert (await staff.post(UPLOAD, data=CHOSEN | wrong, files=FILE)).status_code == 400
    forged = await staff.post(UPLOAD, data=CHOSEN | {"found": packed(b'[{"title": "A", "identifier": "a", "id": 3}]')})
    assert (forged.status_code, await courses()) == (400, [])


async def test_api_looks_first_and_takes_over_after(staff: AsyncClient) -> None:
    address = "/api/v1/packages/import?organisation=bibliotheek"
    looked = await staff.post(f"{address}&preview=true", files=FILE)
    assert (looked.status_code, looked.json()["created"], await courses()) == (200, 1, [])
    assert [unit["title"] for unit in looked.json()["packages"][0]["units"]] == ["Bellen", "Appen: Foto's sturen"]
    assert (await staff.post(address, files=FILE, data={"access": "in_branch"})).json()["created"] == 1
    assert await courses() == [("Je telefoon", "Bibliotheek Waterland", "in_branch")]
    refused = await staff.post(address, files={"file": ("a.zip", archive(("a", b"")))})
    assert (refused.status_code, refused.json()["code"]) == (400, "manifest_missing")


async def test_nobody_takes_over_for_another_library(staff: AsyncClient) -> None:
    await make_neighbour()
    assert (await staff.post(UPLOAD, data=CHOSEN | {"organisation": "elders"}, files=FILE)).status_code == 403
    assert (await staff.post("/api/v1/packages/import?organisation=elders", files=FILE)).status_code == 403
    assert (await staff.post(SOURCES, data=SOURCE | {"organisation": "elders"})).status_code == 403
    source = await another_source()
    assert (await staff.post(f"{SOURCES}/{source}/read")).status_code == 403
    assert (await staff.post(f"{SOURCES}/{source}/remove")).status_code == 403
    assert "Van een ander" not in (await staff.get(SOURCES)).text


async def another_source() -> int:
    columns = "organisation, name, kind, url, metadata_prefix, set_spec, next_run_at, failures, last_error"
    sql = f"INSERT INTO harvest_source ({columns}) SELECT id, 'Van een ander', 'oai_pmh', 'https://x.example/', '', '',"
    return int(await fetch_value(f"{sql} now(), 0, '' FROM organisation WHERE slug = 'elders' RETURNING id"))


async def test_catalogue_is_added_read_soon_and_stopped_with(staff: AsyncClient) -> None:
    assert (await staff.post(SOURCES, data=SOURCE)).status_code == 303
    page = (await staff.get(SOURCES)).text
    assert ("Oefenhuis" in page, "Wordt binnen een paar minuten gelezen." in page) == (True, True)
    said = "Het adres geeft geen antwoord."
    sql = "UPDATE harvest_source SET failures = 2, last_error = $1, next_run_at = $2"
    await execute(sql, said, datetime(2030, 1, 1, tzinfo=UTC))
    page = (await staff.get(SOURCES)).text
    assert (said in page, "2 keer" in page) == (True, True)
    source = await fetch_value("SELECT id FROM harvest_source")
    assert (await staff.post(f"{SOURCES}/{source}/read")).status_code == 303
    assert await fetch_value("SELECT next_run_at <= now() FROM harvest_source")
    assert (await staff.post(f"{SOURCES}/{source}/remove")).status_code == 303
    assert await fetch_row("SELECT FROM harvest_source") is None
    actions = [row["action"] for row in await fetch("SELECT action FROM operation ORDER BY at")]
    assert actions == ["catalogue.add", "catalogue.read", "catalogue.remove"]


async def test_catalogue_that_is_there_or_cannot_be_is_refused(staff: AsyncClient) -> None:
    await staff.post(SOURCES, data=SOURCE)
    doubled = await staff.post(SOURCES, data=SOURCE)
    assert (doubled.status_code, "Deze catalogus staat er al." in doubled.text) == (400, True)
    for wrong in ({"url": "ftp://a.example"}, {"name": ""}, {"kind": "rss"}):
        assert (await staff.post(SOURCES, data=SOURCE | wrong)).status_code == 400
    assert await fetch_value("SELECT count(*) FROM harvest_source") == 1


async def test_dead_addresses_are_listed_for_who_looks_after_them(staff: AsyncClient) -> None:
    assert "Er zijn geen dode adressen." in (await staff.get(DEAD)).text
    details = PackageDetails(
        slug="weg", title="Weg", provider="X", kind="course", access="open", url="https://x.example/weg"
    )
    await create_package(details=details)
    await execute(
        "UPDATE package SET owner = (SELECT id FROM organisation WHERE slug = 'bibliotheek') WHERE slug = 'weg'"
    )
    sql = (
        "INSERT INTO link_check (url, status, reason, failures, checked_at, next_at) VALUES ($1, 404, '', 3, now(), $2)"
    )
    await execute(sql, "https://x.example/weg", datetime(2030, 1, 1, tzinfo=UTC))
    page = (await staff.get(DEAD)).text
    assert ("Het antwoordt met de code 404." in page, "https://x.example/weg" in page) == (True, True)
    assert "1 adres van een online cursus is dood" in (await staff.get("/planner")).text
    link = await fetch_value("SELECT id FROM link_check")
    assert (await staff.post(f"{DEAD}/{link}")).status_code == 303
    assert await fetch_value("SELECT next_at <= now() FROM link_check")
    assert (await staff.post(f"{DEAD}/2147483647")).status_code == 404
