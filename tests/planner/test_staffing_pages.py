from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch_row, fetch_value
from events.staffing.assigning import assign
from events.staffing.facilitators import create_facilitator
from events.staffing.schemas import FacilitatorDetails
from events.vocabulary import FacilitatorKind
from identity.roles import Role
from tests.agenda.counting import count_queries
from tests.events.staffing.people import who_leads
from tests.notifications.worlds import World, local, make_world
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")

STAFF = "/planner/staff"


@pytest.fixture
async def browser() -> AsyncIterator[AsyncClient]:
    async with open_browser() as client:
        yield client


@pytest.fixture
async def world(browser: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(browser, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


async def alice() -> int:
    details = FacilitatorDetails(name="Alice", kind=FacilitatorKind.VOLUNTEER, phone="06 1234")
    return await create_facilitator(organisation_slug="bibliotheek", details=details)


async def test_person_is_added_and_found_in_the_list(browser: AsyncClient, world: World) -> None:
    fields = {"name": "Alice Jansen", "kind": "staff", "skills": ["nt2", "digital"], "phone": "06 1234", "email": ""}
    answer = await browser.post(STAFF, data=fields)

    person = await fetch_value("SELECT id FROM facilitator")
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, f"{STAFF}/{person}")
    page = await browser.get(STAFF)
    assert page.status_code == 200
    assert "Alice Jansen" in page.text
    assert "Computers en telefoons, Nederlands als tweede taal (NT2)" in page.text
    assert await fetch_value("SELECT action FROM operation") == "staffing.create"


async def test_person_without_a_name_is_asked_again(browser: AsyncClient, world: World) -> None:
    answer = await browser.post(STAFF, data={"name": " ", "kind": "staff", "phone": "06 9999"})
    assert answer.status_code == 400
    assert 'href="#field-name"' in answer.text
    assert "06 9999" in answer.text
    assert await fetch_value("SELECT count(*) FROM facilitator") == 0


async def test_page_of_a_person_shows_what_they_lead(browser: AsyncClient, world: World) -> None:
    session, person = await world.session(local(2)), await alice()
    await assign(session=session, facilitator=person)
    page = await browser.get(f"{STAFF}/{person}")
    assert page.status_code == 200
    assert f'href="/planner/sessions/{session}"' in page.text
    assert "06 1234" in page.text


async def test_person_is_changed_and_what_is_emptied_goes(browser: AsyncClient, world: World) -> None:
    person = await alice()
    fields = {"name": "Alice de Vries", "kind": "external", "phone": "", "email": "alice@reader.example"}
    assert (await browser.post(f"{STAFF}/{person}", data=fields)).status_code == 303
    row = await fetch_row("SELECT name, kind, phone, email FROM facilitator")
    assert row is not None
    assert tuple(row) == ("Alice de Vries", "external", None, "alice@reader.example")


async def test_hours_are_kept_and_shown_again_when_they_cannot_be_read(browser: AsyncClient, world: World) -> None:
    person = await alice()
    address = f"{STAFF}/{person}/hours"
    assert (await browser.post(address, data={"day1": "9-12, 13.30-17", "day2": ""})).status_code == 303
    assert "ma 09.00-12.00, 13.30-17.00" in (await browser.get(STAFF)).text

    wrong = await browser.post(address, data={"day1": "altijd"})
    assert wrong.status_code == 400
    assert 'value="altijd"' in wrong.text
    overlap = await browser.post(address, data={"day1": "9-12, 11-13"})
    assert (overlap.status_code, "overlappen" in overlap.text) == (400, True)
    assert await fetch_value("SELECT count(*) FROM facilitator_hours") == 2


async def test_absence_is_written_down_and_taken_away(browser: AsyncClient, world: World) -> None:
    person = await alice()
    address = f"{STAFF}/{person}/absences"
    assert (await browser.post(address, data={"first_day": "2027-05-04"})).status_code == 303
    assert str(await fetch_value("SELECT last_day FROM facilitator_absence")) == "2027-05-04"
    wrong = await browser.post(address, data={"first_day": "2027-05-04", "last_day": "2027-05-01"})
    assert wrong.status_code == 400
    absence = await fetch_value("SELECT id FROM facilitator_absence")
    assert (await browser.post(address, data={"remove": str(absence)})).status_code == 303
    assert await fetch_value("SELECT count(*) FROM facilitator_absence") == 0
    assert (await browser.post(address, data={})).status_code == 400


async def test_person_stops_and_comes_back(browser: AsyncClient, world: World) -> None:
    session, person = await world.session(local(2)), await alice()
    await assign(session=session, facilitator=person)
    assert (await browser.post(f"{STAFF}/{person}/active", data={})).status_code == 303
    assert await who_leads(session) == []
    assert "is gestopt" in (await browser.get(STAFF)).text
    assert (await browser.post(f"{STAFF}/{person}/active", data={"active": "true"})).status_code == 303
    assert await fetch_value("SELECT active FROM facilitator") is True


async def test_people_of_another_library_stay_unseen(browser: AsyncClient, world: World) -> None:
    person = await alice()
    other = "INSERT INTO organisation (slug, name, kind) VALUES ('elders', 'Bibliotheek Elders', 'library')"
    await execute(other)
    await execute("UPDATE facilitator SET organisation = (SELECT id FROM organisation WHERE slug = 'elders')")
    requests: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", f"{STAFF}/{person}", {}),
        ("GET", f"{STAFF}?organisation=elders", {}),
        ("POST", f"{STAFF}?organisation=elders", {"name": "Bob", "kind": "staff"}),
        ("POST", f"{STAFF}/{person}", {"name": "Bob", "kind": "staff"}),
        ("POST", f"{STAFF}/{person}/hours", {"day1": "9-12"}),
        ("POST", f"{STAFF}/{person}/absences", {"first_day": "2027-01-01"}),
        ("POST", f"{STAFF}/{person}/active", {}),
    ]
    for method, address, data in requests:
        answer = await browser.request(method, address, data=data or None)
        assert (address, answer.status_code) == (address, 403)
    assert await fetch_value("SELECT name FROM facilitator WHERE active") == "Alice"


@pytest.mark.parametrize("address", [STAFF, "/planner/places"])
async def test_as_many_queries_for_three_rows_as_for_one(
    browser: AsyncClient, world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for more in (1, 2):
        for number in range(more):
            await alice()
            key = {"name": f"Filiaal {more} {number}", "kind": "branch"}
            assert (await browser.post("/planner/places", data=key)).status_code == 303
        with monkeypatch.context() as patch:
            queries = count_queries(patch)
            assert (await browser.get(address)).status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[1]


async def test_person_who_does_not_exist(browser: AsyncClient, world: World) -> None:
    assert (await browser.get(f"{STAFF}/404")).status_code == 404


async def test_in_english(browser: AsyncClient, world: World) -> None:
    person = await alice()
    for address in (STAFF, f"{STAFF}/{person}"):
        page = await browser.get(address, headers={"accept-language": "en"})
        assert "Who leads" in page.text
