"""Catalogues that behave, and those that do not, on a real server."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from content_links.harvesting import reading_catalogues
from content_links.harvesting.choosing import Choices
from content_links.harvesting.errors import CatalogueBusy, NeverEnds, NotACatalogue, SuddenlyWithout, TokenExpired
from content_links.harvesting.importing import import_file
from content_links.harvesting.reading_catalogues import harvest, harvest_due
from content_links.harvesting.sources import (
    HarvestSourceRow,
    SourceDetails,
    add_harvest_source,
    ask_soon,
    harvest_source_by_id,
    remove_harvest_source,
)
from content_links.vocabulary import HarvestKind
from database.transaction import execute, fetch, fetch_value
from elsewhere.errors import NotReachable, UnsafeAddress
from places.organising import create_organisation
from places.schemas import OrganisationDetails
from tests.content_links.harvesting.catalogues import Catalogue, answer, deleted, error, record
from tests.content_links.harvesting.servers import Says, Site

pytestmark = pytest.mark.usefixtures("database", "own_network")

NOW = datetime.now(UTC) + timedelta(days=1)
ONE, TWO, THREE = (record(f"oai:{number}", f"Les {number}", f"https://a.example/{number}") for number in (1, 2, 3))


async def a_source(url: str, kind: HarvestKind = HarvestKind.OAI_PMH) -> int:
    library = await create_organisation(details=OrganisationDetails(slug="bieb", name="De Bieb", kind="library"))
    return await add_harvest_source(
        organisation=library.id, details=SourceDetails(name="Oefenhuis", kind=kind, url=url, set_spec="taal")
    )


async def a_catalogue(site: Site, *parts: list[str]) -> tuple[Catalogue, int]:
    catalogue = Catalogue(parts)
    site.pages["/oai"] = catalogue
    return catalogue, await a_source(site.url("/oai"))


async def offered() -> list[str]:
    return [row["title"] for row in await fetch("SELECT title FROM package WHERE state = 'available' ORDER BY title")]


async def state(source: int) -> HarvestSourceRow:
    return await harvest_source_by_id(source)


async def test_list_is_read_to_its_end_and_the_next_time_only_what_changed_since(site: Site) -> None:
    catalogue, source = await a_catalogue(site, [ONE], [TWO], [THREE])
    count = await harvest(source, now=NOW)
    assert (str(count), count.is_whole) == ("3 created, 0 changed, 0 unchanged, 0 withdrawn, 0 left out", True)
    catalogue.parts = [[deleted("oai:1"), ONE.replace("oai:1", "oai:4").replace("Les 1", "Les 4")]]
    count = await harvest(source, now=NOW)
    assert str(count) == "1 created, 0 changed, 0 unchanged, 1 withdrawn, 0 left out"
    assert await offered() == ["Les 2", "Les 3", "Les 4"]
    first = {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "taal"}
    assert catalogue.lists == [
        first,
        {"verb": "ListRecords", "resumptionToken": "1:1"},
        {"verb": "ListRecords", "resumptionToken": "1:2"},
        first | {"from": "2026-11-23"},
    ]
    assert all("Leeragenda (+http" in asked.headers["user-agent"] for asked in site.asked)


async def test_words_of_what_is_new_are_known_at_once(site: Site) -> None:
    _, source = await a_catalogue(site, [ONE], [TWO])
    await harvest(source, now=NOW)
    assert await fetch_value("SELECT max(packages) FROM suggestion_word") == 1


async def test_record_that_comes_back_is_offered_again_and_the_same_list_changes_nothing(site: Site) -> None:
    catalogue, source = await a_catalogue(site, [ONE])
    await harvest(source, now=NOW)
    catalogue.parts = [[deleted("oai:1")]]
    await harvest(source, now=NOW)
    assert await offered() == []
    catalogue.parts = [[ONE]]
    assert str(await harvest(source, now=NOW)) == "0 created, 1 changed, 0 unchanged, 0 withdrawn, 0 left out"
    assert str(await harvest(source, now=NOW)) == "0 created, 0 changed, 1 unchanged, 0 withdrawn, 0 left out"
    assert await offered() == ["Les 1"]


async def test_package_that_had_ended_does_not_come_back_with_its_record(site: Site) -> None:
    catalogue, source = await a_catalogue(site, [ONE])
    await harvest(source, now=NOW)
    await execute("UPDATE package SET state = 'ended'")
    for records in ([deleted("oai:1")], [ONE]):
        catalogue.parts = [records]
        await harvest(source, now=NOW)
    assert await offered() == []


async def test_tokens_that_change_midway_let_the_list_start_again_cleanly(site: Site) -> None:
    catalogue, source = await a_catalogue(site, [ONE], [TWO], [THREE])
    catalogue.changes_after = 3
    count = await harvest(source, now=NOW)
    assert (str(count), count.is_whole) == ("3 created, 0 changed, 2 unchanged, 0 withdrawn, 0 left out", True)
    assert [asked.get("resumptionToken") for asked in catalogue.lists] == [None, "1:1", "1:2", None, "2:1", "2:2"]
    row = await state(source)
    assert (row.resumption_token, row.failures, row.last_error) == (None, 0, "")


async def test_catalogue_that_forgets_every_token_is_left_alone_for_a_while(site: Site) -> None:
    catalogue, source = await a_catalogue(site, [ONE], [TWO])
    for asked in (2, 4):
        catalogue.answers[asked] = Says(error("badResumptionToken"))
    with pytest.raises(TokenExpired):
        await harvest(source, now=NOW)
    row = await state(source)
    assert (row.failures, row.next_run_at) == (1, NOW + timedelta(hours=1))
    assert (await harvest(source, now=NOW)).is_whole
    assert await offered() == ["Les 1", "Les 2"]


async def test_run_that_was_cut_off_goes_on_where_it_was(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue, source = await a_catalogue(site, [ONE], [TWO], [THREE])
    monkeypatch.setattr(reading_catalogues, "MOST_SECONDS", -1.0)
    assert not (await harvest(source, now=NOW)).is_whole
    assert ((await state(source)).resumption_token, await offered()) == ("1:1", ["Les 1"])
    monkeypatch.undo()
    monkeypatch.setenv("LEERAGENDA_PRIVATE_CALENDARS", "true")
    assert await harvest_due(now=NOW + timedelta(minutes=1)) == 1
    assert [asked.get("resumptionToken") for asked in catalogue.lists] == [None, "1:1", "1:2"]
    row = await state(source)
    assert (row.resumption_token, row.changed_since) == (None, datetime(2026, 11, 23, 8, tzinfo=UTC))


async def test_failure_keeps_the_place_in_the_list_and_is_said_in_words(site: Site) -> None:
    catalogue, source = await a_catalogue(site, [ONE], [TWO])
    catalogue.answers[2] = Says(status=500)
    assert await harvest_due(now=NOW) == 1
    row = await state(source)
    assert (row.last_error, row.resumption_token) == ("De catalogus antwoordt met de code 500.", "1:1")
    assert await harvest_due(now=NOW + timedelta(minutes=59)) == 0
    assert await harvest_due(now=NOW + timedelta(minutes=60)) == 1
    row = await state(source)
    assert (row.last_error, row.failures, await offered()) == ("", 0, ["Les 1", "Les 2"])
    assert row.next_run_at == NOW + timedelta(minutes=60, days=1)


async def test_busy_catalogue_says_itself_when_to_come_back(site: Site) -> None:
    catalogue, source = await a_catalogue(site, [ONE])
    catalogue.answers[1] = Says(status=503, headers={"Retry-After": "600"})
    with pytest.raises(CatalogueBusy):
        await harvest(source, now=NOW)
    row = await state(source)
    assert (row.failures, row.next_run_at) == (0, NOW + timedelta(seconds=600))


async def test_catalogue_that_goes_round_in_a_circle_is_stopped(site: Site) -> None:
    site.pages["/oai"] = Says(answer(ONE, token="same"))
    source = await a_source(site.url("/oai"))
    with pytest.raises(NeverEnds):
        await harvest(source, now=NOW)
    assert ((await state(source)).resumption_token, await offered()) == (None, ["Les 1"])


async def test_nothing_new_is_a_whole_run(site: Site) -> None:
    site.pages["/oai"] = Says(error("noRecordsMatch"))
    source = await a_source(site.url("/oai"))
    assert (await harvest(source, now=NOW)).is_whole
    assert (await state(source)).changed_since == datetime(2026, 11, 23, 8, tzinfo=UTC)


async def test_other_things_at_the_address_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/oai"] = Says("<html><p>Welkom</p></html>")
    source = await a_source(site.url("/oai"))
    with pytest.raises(NotACatalogue):
        await harvest(source, now=NOW)
    site.pages["/oai"] = Says(hangs=True)
    monkeypatch.setattr("elsewhere.asking.MOST_SECONDS", 0.2)
    with pytest.raises(NotReachable):
        await harvest(source, now=NOW)


async def test_own_network_is_not_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    _, source = await a_catalogue(site, [ONE])
    reading_catalogues.get_settings.cache_clear()
    monkeypatch.setenv("LEERAGENDA_PRIVATE_CALENDARS", "false")
    with pytest.raises(UnsafeAddress):
        await harvest(source, now=NOW)
    assert site.asked == []


async def test_two_workers_at_once_save_each_part_once(site: Site) -> None:
    _, source = await a_catalogue(site, [ONE], [TWO], [THREE])
    counts = await asyncio.gather(harvest(source, now=NOW), harvest(source, now=NOW))
    assert sum(count.created for count in counts) == 3
    assert (await state(source)).resumption_token is None
    assert await offered() == ["Les 1", "Les 2", "Les 3"]


async def test_page_with_json_ld_is_followed(site: Site) -> None:
    courses = [{"@type": "Course", "name": name, "url": f"https://a.example/{name}"} for name in ("Een", "Twee")]
    site.pages["/courses"] = Says(f'<script type="application/ld+json">{json.dumps(courses)}</script>')
    source = await a_source(site.url("/courses"), HarvestKind.JSON_LD)
    assert str(await harvest(source, now=NOW)) == "2 created, 0 changed, 0 unchanged, 0 withdrawn, 0 left out"
    site.pages["/courses"] = Says(json.dumps(courses[:1]))
    assert str(await harvest(source, now=NOW)) == "0 created, 0 changed, 1 unchanged, 1 withdrawn, 0 left out"
    site.pages["/courses"] = Says("<p>Onderhoud</p>")
    with pytest.raises(SuddenlyWithout):
        await harvest(source, now=NOW)
    assert await offered() == ["Een"]


async def test_packages_stay_when_their_catalogue_is_not_read_any_more(site: Site) -> None:
    _, source = await a_catalogue(site, [ONE])
    await harvest(source, now=NOW)
    await ask_soon(source)
    assert (await state(source)).next_run_at < NOW
    await remove_harvest_source(source)
    assert (await offered(), await fetch_value("SELECT count(*) FROM harvest_source")) == (["Les 1"], 0)


async def test_package_of_a_catalogue_is_another_one_than_that_of_a_file(site: Site) -> None:
    _, source = await a_catalogue(site, [ONE])
    await harvest(source, now=NOW)
    course = {"@type": "Course", "@id": "oai:1", "name": "Les 1", "url": "https://a.example/1"}
    owner = (await state(source)).organisation
    assert (await import_file(json.dumps(course).encode(), Choices(owner=owner))).created == 1
