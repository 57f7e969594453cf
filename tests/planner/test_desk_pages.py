"""The desk: who signed up, signing up who phones, the waiting list by hand, and numbers of places."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from database.transaction import execute, fetch, fetch_row, fetch_value
from events.answering import note_participation
from events.vocabulary import Form, Participation, RegistrationState
from identity.roles import Role
from tests.agenda.counting import count_queries
from tests.builders import state_of
from tests.notifications.worlds import World, local, make_world
from tests.planner.examples import make_neighbour
from tests.planner.staff_browser import sign_in_as


@pytest.fixture
async def world(staff: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


async def a_session(world: World, capacity: int | None = None, taken: int = 0, desk_seats: int = 0) -> UUID:
    session = await world.session(local(10))
    sql = "UPDATE session SET capacity = $2, seats_taken = $3, desk_seats = $4 WHERE id = $1"
    await execute(sql, session, capacity, taken, desk_seats)
    return session


async def sign_up(staff: AsyncClient, session: UUID, **fields: str) -> Response:
    return await staff.post(f"/planner/sessions/{session}/people", data={"name": "Carol de Vries", **fields})


async def do(staff: AsyncClient, registration: UUID, what: str, data: Mapping[str, str] | None = None) -> Response:
    return await staff.post(f"/planner/registrations/{registration}/{what}", data=dict(data or {}))


async def seats(staff: AsyncClient, session: UUID, **fields: str) -> Response:
    return await staff.post(f"/planner/sessions/{session}/seats", data=fields)


async def test_people_are_listed_by_how_they_stand(staff: AsyncClient, world: World) -> None:
    session = await a_session(world)
    await world.person(session=session, name="Bob", email=None, state=RegistrationState.WAITING)
    await world.person(session=session, name="Alice Jansen", party_size=2)
    await world.person(session=session, name="Emma", email="e@reader.example", state=RegistrationState.CANCELLED)
    page = (await staff.get(f"/planner/sessions/{session}/people")).text
    order = [page.index(f">{word}</a>") for word in ("Alice Jansen", "Bob", "Emma")]
    assert order == sorted(order)
    assert [title in page for title in ("Hebben een plek (1)", "Wachten, op volgorde van aanmelden (1)")] == [True] * 2
    assert "alice@reader.example" in page
    assert "Zonder e-mailadres: bel ze als er een plek vrijkomt" in page


async def test_list_says_what_calendars_answered(staff: AsyncClient, world: World) -> None:
    session = await a_session(world)
    alice = await world.person(session=session, name="Alice Jansen")
    await note_participation(alice, Participation.TENTATIVE)

    page = (await staff.get(f"/planner/sessions/{session}/people")).text

    assert "Heeft een plek, zei misschien in de agenda" in page


async def test_list_asks_the_database_as_often_for_many_as_for_few(
    staff: AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, counts = await a_session(world), list[int]()
    for people in (1, 3):
        for number in range(people):
            await world.person(session=session, email=f"bob{people}-{number}@reader.example")
        with monkeypatch.context() as patch:
            queries = count_queries(patch)
            assert (await staff.get(f"/planner/sessions/{session}/people")).status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [Role.HOST, Role.VIEWER, Role.ADVISER])
async def test_others_do_not_see_how_to_reach_people(staff: AsyncClient, world: World, role: Role) -> None:
    session = await a_session(world)
    alice = await world.person(session=session)
    await sign_in_as(staff, "wim@library.example", role, "bibliotheek")
    addresses = (f"/planner/sessions/{session}/people", f"/planner/registrations/{alice}")
    assert [(await staff.get(address)).status_code for address in addresses] == [403, 403]


async def test_programmer_elsewhere_does_nothing_here(staff: AsyncClient, world: World) -> None:
    await make_neighbour()
    session = await a_session(world)
    alice = await world.person(session=session)
    await sign_in_as(staff, "emma@library.example", Role.PROGRAMMER, "elders")
    answers = [
        await staff.get(f"/planner/sessions/{session}/people"),
        await staff.get(f"/planner/registrations/{alice}"),
        await sign_up(staff, session),
        await seats(staff, session, capacity="3"),
        *[await do(staff, alice, what) for what in ("change", "promote", "intake", "cancel")],
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert await state_of(alice) == "confirmed"


async def test_who_phones_is_signed_up_with_a_name_alone_and_a_seat_of_the_desk(
    staff: AsyncClient, world: World
) -> None:
    session = await a_session(world, capacity=2, taken=1, desk_seats=1)
    answer = await sign_up(staff, session, phone="", email="", party_size="1", note="")
    row = await fetch_row("SELECT id, name, email, phone, state, account FROM registration")
    assert row is not None
    account = await fetch_value("SELECT id FROM account WHERE email = 'bea@library.example'")
    assert tuple(row)[1:] == ("Carol de Vries", None, None, "confirmed", account)
    assert answer.headers["location"] == f"/planner/registrations/{row['id']}?done=registered"
    page = (await staff.get(answer.headers["location"])).text
    assert "Carol de Vries heeft een plek." in page
    assert "Is aangemeld door de balie en kreeg een plek." in page
    assert "Bea" in page


async def test_who_phones_for_something_full_waits_and_that_is_said(staff: AsyncClient, world: World) -> None:
    session = await a_session(world, capacity=1, taken=1)
    page = (await sign_up(staff, session, phone="06 12345678")).headers["location"]
    assert page.endswith("?done=waiting")
    assert "Carol de Vries staat op de wachtlijst." in (await staff.get(page)).text


async def test_form_comes_back_with_what_is_wrong(staff: AsyncClient, world: World) -> None:
    session = await a_session(world)
    answer = await sign_up(staff, session, name=" ", email="carol@", party_size="x")
    assert answer.status_code == 400
    assert [f"#field-{name}" in answer.text for name in ("name", "email", "party_size")] == [True] * 3
    assert 'value="carol@"' in answer.text
    assert await fetch_value("SELECT count(*) FROM registration") == 0


async def test_people_of_a_group_are_those_of_its_meetings(staff: AsyncClient) -> None:
    world = await make_world(form=Form.COHORT)
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    session = await world.session(local(10))
    await world.person(name="Alice Jansen")
    answer = await staff.get(f"/planner/sessions/{session}/people")
    assert answer.headers["location"] == f"/planner/editions/{world.edition.id}/people"
    page = await staff.get(answer.headers["location"])
    assert "Alice Jansen" in page.text
    assert "Eerste bijeenkomst: " in page.text
    answer = await staff.post(f"/planner/editions/{world.edition.id}/people", data={"name": "Bob"})
    assert answer.status_code == 303
    assert await fetch_value("SELECT edition FROM registration WHERE name = 'Bob'") == world.edition.id


async def test_somebody_is_chosen_from_the_waiting_list_at_once_or_asked(staff: AsyncClient, world: World) -> None:
    session = await a_session(world, capacity=5)
    bob = await world.person(session=session, name="Bob", email=None, state=RegistrationState.WAITING)
    alice = await world.person(session=session, state=RegistrationState.WAITING)
    assert (await do(staff, alice, "promote", {"confirm": "false"})).headers["location"].endswith("done=offered")
    assert (await do(staff, bob, "promote", {"confirm": "true"})).headers["location"].endswith("done=confirmed")
    assert (await state_of(alice), await state_of(bob)) == ("offered", "confirmed")
    page = (await staff.get(f"/planner/registrations/{bob}")).text
    assert "Is door de balie van de wachtlijst gekozen." in page


async def test_nobody_is_chosen_over_capacity(staff: AsyncClient, world: World) -> None:
    session = await a_session(world, capacity=1, taken=1)
    alice = await world.person(session=session, state=RegistrationState.WAITING)
    answer = await do(staff, alice, "promote", {"confirm": "true"})
    assert answer.status_code == 409
    assert "Alle plekken zijn bezet" in answer.text
    assert await state_of(alice) == "waiting"


async def test_somebody_is_taken_off_and_the_place_offered_to_the_next(staff: AsyncClient, world: World) -> None:
    session = await a_session(world, capacity=1, taken=1)
    alice = await world.person(session=session)
    bob = await world.person(session=session, email="bob@reader.example", state=RegistrationState.WAITING)
    assert (await do(staff, alice, "cancel")).status_code == 303
    assert (await state_of(alice), await state_of(bob)) == ("cancelled", "offered")
    assert "Is door de balie van de lijst gehaald." in (await staff.get(f"/planner/registrations/{alice}")).text


async def test_party_grows_as_far_as_there_are_places(staff: AsyncClient, world: World) -> None:
    session = await a_session(world, capacity=3, taken=1)
    alice = await world.person(session=session)
    assert (await do(staff, alice, "change", {"party_size": "3"})).status_code == 303
    assert await fetch_value("SELECT seats_taken FROM session WHERE id = $1", session) == 3
    answer = await do(staff, alice, "change", {"party_size": "4"})
    assert (answer.status_code, "#field-party_size" in answer.text) == (409, True)


async def test_intake_is_written_down_for_forms_that_have_one(staff: AsyncClient) -> None:
    world = await make_world(form=Form.GUIDED_TRACK)
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    alice = await world.person()
    assert "Dag van de intake" in (await staff.get(f"/planner/registrations/{alice}")).text
    answer = await do(staff, alice, "intake", {"day": "2026-11-20", "planned_meetings": "6"})
    assert answer.headers["location"].endswith("done=intake")
    page = (await staff.get(answer.headers["location"])).text
    assert 'value="2026-11-20"' in page
    assert "0 van 6 bijeenkomsten gehad" in page
    for day in ("x", "0001-01-01", "9999-12-31"):
        assert (await do(staff, alice, "intake", {"day": day, "planned_meetings": "0"})).status_code == 400


async def test_capacity_goes_up_and_moves_the_waiting_list(staff: AsyncClient, world: World) -> None:
    session = await a_session(world, capacity=1, taken=1)
    alice = await world.person(session=session, state=RegistrationState.WAITING)
    answer = await seats(staff, session, capacity="2", desk_seats="", minimum="1")
    assert answer.headers["location"] == f"/planner/sessions/{session}/people?done=seats"
    row = await fetch_row("SELECT capacity, desk_seats, minimum FROM session WHERE id = $1", session)
    assert row is not None
    assert tuple(row) == (2, 0, 1)
    assert await state_of(alice) == "offered"
    assert [each["action"] for each in await fetch("SELECT action FROM operation")] == ["session.change"]


async def test_capacity_below_those_in_is_refused_with_the_names(staff: AsyncClient, world: World) -> None:
    session = await a_session(world, capacity=3, taken=2)
    await world.person(session=session, name="Alice Jansen")
    await world.person(session=session, name="Bob", email="bob@reader.example")
    answer = await seats(staff, session, capacity="1")
    assert answer.status_code == 409
    way = answer.text.partition("Zij zouden het eerst weg moeten")[2].partition("</ul>")[0]
    assert way.index("Bob") < way.index("Alice Jansen")
    assert await fetch_value("SELECT capacity FROM session WHERE id = $1", session) == 3


async def test_registration_that_does_not_exist_is_not_found(staff: AsyncClient, world: World) -> None:
    nobody = UUID(int=1)
    assert (await staff.get(f"/planner/registrations/{nobody}")).status_code == 404
    assert (await do(staff, nobody, "intake")).status_code == 404
