"""What somebody can do online, on the page of one place and on that of all: now, later, and what they did."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from agenda.own_links import mailed_token, receipt_token
from agenda.own_online import OnlineThing, read_own_online
from agenda.own_places import read_own_places
from content_links.learning.opening_links import OpenLink
from content_links.learning.recording import record_done, record_opened
from content_links.tables import Package, Unit
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from events.vocabulary import Form, RegistrationState
from notifications.links import OWN_PAGE
from notifications.reading import read_signups
from tests.agenda.counting import count_queries
from tests.application import visitor
from tests.content_links.examples import link, make_package
from tests.notifications.worlds import local, make_world
from web.signed_links import signed_links

pytestmark = pytest.mark.usefixtures("database")

ALICE = "alice@reader.example"


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    async with visitor("https://agenda.example", headers={"Accept-Language": "en"}) as client:
        yield client


def by_mail(registration: UUID, package: Package, unit: int | None = None) -> OpenLink:
    return OpenLink(registration=registration, package=package.id, unit=unit)


def stops(page: str) -> list[str]:
    """The states of the path."""
    return re.findall(r"leeragenda-path__stop leeragenda-path__stop--(\w+)", page)


def titles(things: Sequence[OnlineThing]) -> list[str]:
    return [thing.content.title for thing in things]


async def test_path_fills_what_is_done_and_goes_on_with_the_next(client: AsyncClient) -> None:
    world = await make_world()
    first, _ = [await world.package(Phase.PREPARE, title) for title in ("Eerst", "Zo")]
    alice = await world.person(session=await world.session(local(5)))
    await record_done(by_mail(alice, first))
    answer = await client.get(f"/my/{mailed_token(alice)}")
    assert stops(answer.text) == ["done", "current", "coming"]
    assert re.findall(r'value="(\w*)" aria-label="([^"]*)"', answer.text) == [
        ("undo", "Not done after all: Eerst"),
        ("", "I have done this: Zo"),
    ]


async def test_page_of_who_typed_an_address_shows_nothing_that_it_did(client: AsyncClient) -> None:
    world = await make_world()
    package = await world.package(Phase.PREPARE)
    alice = await world.person(session=await world.session(local(5)))
    other = await world.person(session=await world.session(local(6)))
    await record_done(by_mail(alice, package))
    pages = [(await client.get(f"/my/{token(other)}")).text for token in (mailed_token, receipt_token)]
    assert [stops(page)[0] for page in pages] == ["done", "current"]


async def test_package_with_parts_says_which_is_next(client: AsyncClient) -> None:
    world = await make_world()
    package = await world.package(Phase.PREPARE)
    units = [Unit(package=package.id, position=n, title=f"Les {n}", url=f"https://a.example/{n}") for n in (1, 2)]
    for unit in units:
        await unit.save()
    alice = await world.person(session=await world.session(local(5)))
    said = []
    for unit in units:
        page = (await client.get(f"/my/{mailed_token(alice)}")).text
        said.append(re.findall(r"Part \d of \d: [^<·]*|This part is done", page))
        await record_done(by_mail(alice, package, int(unit.id)))
    done = (await client.get(f"/my/{mailed_token(alice)}")).text
    assert said == [
        ["Part 1 of 2: Les 1", "This part is done", "This part is done"],
        ["Part 2 of 2: Les 2", "This part is done", "This part is done"],
    ]
    assert stops(done) == ["done", "current"]


async def test_lesson_of_a_course_stands_at_its_meeting(client: AsyncClient) -> None:
    world = await make_world(form=Form.COHORT)
    for week in (1, 2):
        await world.session(local(7 * week))
    await make_package("les-twee", title="Bij les twee")
    await link("les-twee", Phase.PREPARE, activity="telefoon", lesson=2)
    page = (await client.get(f"/my/{mailed_token(await world.person())}")).text
    assert re.findall(r"stop--(\w+)|>(Bij les twee)</a>", page) == [
        ("current", ""),
        ("coming", ""),
        ("", "Bij les twee"),
        ("coming", ""),
    ]


async def test_online_is_now_later_or_done() -> None:
    world = await make_world()
    packages = {
        "nu": await world.package(Phase.PREPARE, "nu"),
        "gedaan": await world.package(Phase.PREPARE, "gedaan"),
        "straks": await world.package(Phase.FOLLOW_UP, "straks", release_days=3),
    }
    alice = await world.person(session=await world.session(local(5)))
    await record_done(by_mail(alice, packages["gedaan"]))
    online = (await read_own_places(ALICE, datetime.now(UTC))).online
    assert [titles(each) for each in (online.now, online.later, online.did)] == [["nu"], ["straks"], ["gedaan"]]
    assert [each.opens_on for each in online.later] == [local(8).date()]


async def test_what_follows_stays_and_what_was_to_be_prepared_is_over() -> None:
    world = await make_world()
    begun = await world.package(Phase.PREPARE, "begonnen")
    for phase, title in ((Phase.PREPARE, "vooraf"), (Phase.FOLLOW_UP, "na afloop")):
        await world.package(phase, title)
    alice = await world.person(session=await world.session(local(-5)), state=RegistrationState.ATTENDED)
    await record_opened(by_mail(alice, begun))
    online = (await read_own_places(ALICE, datetime.now(UTC))).online
    assert [titles(each) for each in (online.now, online.later, online.did)] == [["na afloop"], [], ["begonnen"]]


async def test_same_package_of_two_activities_comes_once_and_not_of_what_is_cancelled_or_discreet() -> None:
    world = await make_world()
    await world.package(Phase.PREPARE)
    people = [await world.person(session=await world.session(local(day))) for day in (5, 6)]
    signups = list((await read_signups(people)).values())
    now = datetime.now(UTC)
    assert len((await read_own_online(signups, now)).now) == 1
    await execute("UPDATE registration SET state = 'cancelled' WHERE id = $1", people[0])
    await execute("UPDATE registration SET state = 'cancelled' WHERE id = $1", people[1])
    assert (await read_own_online((await read_signups(people)).values(), now)).now == []


async def test_queries_do_not_grow_with_packages_and_places(monkeypatch: pytest.MonkeyPatch) -> None:
    world = await make_world()
    counts = []
    for many in (1, 3):
        for number in range(many):
            await world.package(Phase.PREPARE, f"Pakket {many} {number}")
            alice = await world.person(session=await world.session(local(many * 5 + number)))
        with monkeypatch.context() as patch:
            queries = count_queries(patch)
            await read_own_places(ALICE, datetime.now(UTC) + timedelta(seconds=many))
            counts.append(len(queries))
    assert counts[0] == counts[1]
    assert alice


async def test_page_of_one_place_asks_the_same_of_the_database_for_many_packages(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await make_world()
    alice = await world.person(session=await world.session(local(5)))
    counts = []
    for number in (1, 3):
        for package in [await world.package(Phase.PREPARE, f"Pakket {number} {each}") for each in range(number)]:
            await record_opened(by_mail(alice, package))
        with monkeypatch.context() as patch:
            queries = count_queries(patch)
            await client.get(f"/my/{mailed_token(alice)}")
            counts.append(len(queries))
    assert counts[0] == counts[1]


async def test_page_of_all_places_shows_what_is_done_and_takes_it_back(client: AsyncClient) -> None:
    world = await make_world()
    package = await world.package(Phase.PREPARE, "Gedaan")
    await world.package(Phase.PREPARE, "Nog niet")
    alice = await world.person(session=await world.session(local(5)))
    await record_done(by_mail(alice, package))
    await client.post("/my", data={"email": ALICE})
    message = await fetch_value("SELECT id FROM message WHERE kind = 'own_page'")
    own_page = f"/my/all/{signed_links().make(OWN_PAGE, message)}"
    first = (await client.get(own_page)).text
    [undo] = re.findall(r'action="(/open/[^"]*/done)">\s*<input[^>]*>\s*<button[^>]*value="undo"', first)
    answer = await client.post(undo, data={"change": "undo", "back": own_page})
    second = (await client.get(own_page)).text
    assert (answer.status_code, answer.headers["location"]) == (303, f"{own_page}#path-title")
    assert (stops(first), stops(second)) == (["current", "done"], ["current", "coming"])
