"""What the sign-up form of an activity asks, as a programmer sets it up."""

import re

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch, fetch_row, fetch_value
from identity.roles import Role
from tests.notifications.worlds import World, local, make_world
from tests.planner.staff_browser import sign_in_as

ADDRESS = "/planner/activities/telefoon/questions"
TEXT = {"text-0": "Welk toestel neem je mee?", "kind-0": "text"}
CHOICE = {"text-1": "Koffie of thee?", "kind-1": "choice", "choices-1": "Koffie\r\n\r\n Thee", "required-1": "true"}
REST = {"offer_hours": "24", "reconfirm_days": ""}


@pytest.fixture
async def world(staff: AsyncClient) -> World:
    world = await make_world()
    await sign_in_as(staff, "bea@library.example", Role.PROGRAMMER, "bibliotheek")
    return world


async def stored() -> list[tuple[object, ...]]:
    return [tuple(row) for row in await fetch("SELECT kind, text, choices, required FROM question ORDER BY position")]


async def ids() -> list[int]:
    return [row["id"] for row in await fetch("SELECT id FROM question ORDER BY position")]


async def test_questions_are_kept_in_order(staff: AsyncClient, world: World) -> None:
    answer = await staff.post(ADDRESS, data=TEXT | CHOICE | REST)
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, ADDRESS)
    assert await stored() == [
        ("text", "Welk toestel neem je mee?", [], False),
        ("choice", "Koffie of thee?", ["Koffie", "Thee"], True),
    ]
    page = (await staff.get(answer.headers["location"])).text
    assert 'value="Welk toestel neem je mee?"' in page
    assert page.count('name="text-') == 3  # one more


async def test_question_that_is_changed_keeps_its_id_and_answers(staff: AsyncClient, world: World) -> None:
    await staff.post(ADDRESS, data=TEXT | CHOICE | REST)
    first, second = await ids()
    form = TEXT | {"text-0": "Welke telefoon?", "id-0": str(first)} | CHOICE | {"id-1": str(second)} | REST
    assert (await staff.post(ADDRESS, data=form)).status_code == 303
    assert await ids() == [first, second]
    assert (await stored())[0][1] == "Welke telefoon?"


async def test_emptied_question_goes_with_its_answers_which_are_counted_first(staff: AsyncClient, world: World) -> None:
    await staff.post(ADDRESS, data=TEXT | CHOICE | REST)
    first, second = await ids()
    await _answer(first, await world.session(local(5, 14)))
    assert "Het ene antwoord gaat dan ook weg." in (await staff.get(ADDRESS)).text
    form = TEXT | {"text-0": " ", "id-0": str(first)} | CHOICE | {"id-1": str(second)} | REST
    assert (await staff.post(ADDRESS, data=form)).status_code == 303
    assert await ids() == [second]
    assert await fetch_value("SELECT count(*) FROM answer") == 0


async def _answer(question: int, session: object) -> None:
    await execute(
        """
        WITH one AS (
            INSERT INTO registration (id, session, name, phone, state)
            VALUES (gen_random_uuid(), $2, 'Alice', '0612345678', 'confirmed') RETURNING id
        )
        INSERT INTO answer (registration, question, text) SELECT id, $1, 'Een tablet' FROM one
        """,
        question,
        session,
    )


async def test_names_needs_and_how_places_are_handed_on_are_kept(staff: AsyncClient, world: World) -> None:
    form = {"asks_names": "true", "asks_access_needs": "true", "offer_hours": "12", "reconfirm_days": "7"}
    assert (await staff.post(ADDRESS, data=form)).status_code == 303
    row = await fetch_row("SELECT asks_names, asks_access_needs, offer_hours, reconfirm_days FROM activity")
    assert row
    assert tuple(row) == (True, True, 12, 7)
    await staff.post(ADDRESS, data=REST)
    row = await fetch_row("SELECT asks_names, asks_access_needs, offer_hours, reconfirm_days FROM activity")
    assert row
    assert tuple(row) == (False, False, 24, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text-0": "Wat is je BSN?"}, "text-0"),
        ({"text-0": "x" * 201}, "text-0"),
        ({"kind-0": "song"}, "kind-0"),
        ({"choices-1": "Koffie"}, "choices-1"),
        ({"choices-1": "Koffie\nKoffie"}, "choices-1"),
        ({"choices-1": "\n".join("123456789")}, "choices-1"),
        ({"text-0": "Je burgerservicenummer?"}, "text-0"),
        ({"offer_hours": "0"}, "offer_hours"),
        ({"reconfirm_days": "soon"}, "reconfirm_days"),
    ],
)
async def test_question_that_cannot_be_is_named_and_stays_on_the_form(
    staff: AsyncClient, world: World, wrong: dict[str, str], field: str
) -> None:
    answer = await staff.post(ADDRESS, data=TEXT | CHOICE | REST | wrong)
    assert (answer.status_code, re.findall(r'href="#field-([\w-]+)"', answer.text)[0]) == (400, field)
    assert 'value="Koffie of thee?"' in answer.text
    assert await stored() == []


async def test_question_of_another_activity_is_not_changed(staff: AsyncClient, world: World) -> None:
    answer = await staff.post(ADDRESS, data=TEXT | {"id-0": "999"} | REST)
    assert answer.status_code == 400
    assert await stored() == []


async def test_full_form_has_no_room_for_a_seventh(staff: AsyncClient, world: World) -> None:
    form = {f"text-{number}": f"Vraag {number}" for number in range(7)} | REST
    assert (await staff.post(ADDRESS, data=form)).status_code == 303
    assert len(await stored()) == 6
    assert (await staff.get(ADDRESS)).text.count('name="text-') == 6


async def test_change_is_written_down_and_can_be_undone(staff: AsyncClient, world: World) -> None:
    answer = await staff.post(ADDRESS, data=TEXT | REST)
    assert "Maak ongedaan" in (await staff.get(answer.headers["location"])).text
    done = answer.headers["location"].partition("done=")[2]
    assert await fetch_value("SELECT action FROM operation WHERE id::text = $1", done) == "activity.change"
    assert await fetch_value("SELECT count(*) FROM row_change WHERE table_name = 'question'") == 1
    await staff.post(f"/planner/operations/{done}/undo")
    assert await stored() == []


async def test_onlooker_cannot_change_what_is_asked(staff: AsyncClient, world: World) -> None:
    await sign_in_as(staff, "kijker@library.example", Role.VIEWER, "bibliotheek")
    assert [(await staff.get(ADDRESS)).status_code, (await staff.post(ADDRESS, data=REST)).status_code] == [403, 403]
