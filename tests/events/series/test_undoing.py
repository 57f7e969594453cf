from collections.abc import Awaitable, Callable
from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

import pytest

from database.transaction import execute, fetch, fetch_value
from events.editing import move_session
from events.errors import PersonTaken, RoomTaken, SessionHasBegun
from events.scheduling import extend_horizon, generate
from events.series.cancelling import cancel_sessions
from events.series.changing import Scope, SeriesChange, change_sessions
from events.series.creating import Run, create_series
from events.series.errors import SeatsTakenSince
from events.series.undoing import undo_last
from events.single_sessions import add_session
from history.errors import AlreadyUndone, CannotUndo, ChangedSince, UndoOfUndo, UnknownOperation
from history.operations import operation
from identity.accounts import create_account
from tests.builders import facts
from tests.events.series.worlds import (
    a_person,
    a_room,
    a_series,
    an_activity,
    held_at,
    ids_of,
    local,
    sessions_of,
    sign_up,
)

pytestmark = pytest.mark.usefixtures("database")

LATER = SeriesChange(starts_at=time(14))
_ROWS = "SELECT to_jsonb(t) - '{sequence,modified_at,seats_taken}'::text[] AS row FROM"


@pytest.fixture
async def bob(database: None) -> int:
    return (await create_account(email="bob@library.example", password="correct horse battery")).id


async def do(account: int, operate: Callable[[], Awaitable[Any]], action: str = "series.change") -> UUID:
    async with operation(action, account=account, organisation=None) as done:
        await operate()
    return done


async def everything() -> list[str]:
    """All that is planned, without what is counted."""
    tables = ("edition", "schedule_rule", "session", "edition_facilitator", "assignment")
    return [row["row"] for table in tables for row in await fetch(f"{_ROWS} {table} t ORDER BY id")]


@pytest.mark.parametrize("rrule", ["FREQ=WEEKLY;BYDAY=TU;COUNT=6", "FREQ=DAILY;COUNT=6", "FREQ=WEEKLY;BYDAY=TU"])
@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("change", [LATER, SeriesChange(day_shift=1), SeriesChange(title="Anders", capacity=9)])
async def test_undo_of_a_change_leaves_everything_as_it_was(
    bob: int, rrule: str, scope: Scope, change: SeriesChange
) -> None:
    activity, place = await an_activity()
    edition = await a_series(
        activity, place, rrule=rrule, room=await a_room(place), people=[await a_person(activity)], capacity=5
    )
    ids = await ids_of(edition)
    await change_sessions(session=ids[3], scope=Scope.THIS, change=SeriesChange(starts_at=time(20)))
    before = await everything()
    await do(bob, lambda: change_sessions(session=ids[2], scope=scope, change=change))
    assert await everything() != before

    await undo_last(account_id=bob)

    assert await everything() == before
    assert await generate([edition]) == 0


async def test_undo_of_a_cancellation_holds_it_again_and_tells_it(bob: int) -> None:
    edition = await a_series(*await an_activity(), rrule="FREQ=WEEKLY;BYDAY=TU")
    ids = await ids_of(edition)
    await sign_up(session=ids[4])
    before = await everything()
    await do(bob, lambda: cancel_sessions(session=ids[2], scope=Scope.ALL, reason="Ziek"))
    sequence = await fetch_value("SELECT sequence FROM session WHERE id = $1", ids[4])

    await undo_last(account_id=bob)

    assert await everything() == before
    assert await fetch_value("SELECT sequence FROM session WHERE id = $1", ids[4]) == sequence + 1
    assert (await facts())[-1] == "session_reinstated"
    assert (await facts()).count("session_reinstated") == 1


async def test_undo_of_a_move_tells_who_signed_up(bob: int) -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    await sign_up(session=ids[1])
    await do(bob, lambda: change_sessions(session=ids[0], scope=Scope.ALL, change=LATER))

    await undo_last(account_id=bob)

    assert await facts() == ["session_moved", "session_moved"]
    former = await fetch_value("SELECT payload->>'former_starts_at' FROM fact ORDER BY id DESC LIMIT 1")
    assert former.startswith(local(1, 12, 14).isoformat()[:16])


async def test_undo_of_a_new_series_takes_it_away(bob: int) -> None:
    activity, place = await an_activity()
    person = await a_person(activity)
    run = Run(activity=activity, location=place, first_day=date(2027, 1, 5), starts_at=time(10), ends_at=time(12),
              facilitators=[person])  # fmt: skip
    before = await everything()
    await do(bob, lambda: create_series(run, rrule="FREQ=WEEKLY"), "series.create")
    await extend_horizon(date(2027, 6, 1))

    await undo_last(account_id=bob)

    assert await everything() == before


async def test_new_sessions_that_people_signed_up_for_are_cancelled(bob: int) -> None:
    activity, place = await an_activity()
    run = Run(activity=activity, location=place, first_day=date(2027, 1, 5), starts_at=time(10), ends_at=time(12))
    await do(bob, lambda: create_series(run, rrule="FREQ=WEEKLY;COUNT=3"), "series.create")
    edition = await fetch_value("SELECT id FROM edition")
    ids = await ids_of(edition)
    await sign_up(session=ids[1])

    await undo_last(account_id=bob)

    assert [(row["id"], row["state"]) for row in await sessions_of(edition)] == [(ids[1], "cancelled")]
    assert await facts() == ["session_cancelled"]
    assert await fetch_value("SELECT state FROM edition") == "cancelled"


async def test_deleted_sessions_come_back_with_their_ids(bob: int) -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)

    async def skip_a_day() -> None:
        await execute("UPDATE schedule_rule SET skipped_days = '{2027-01-12}'")
        await generate([edition])

    await do(bob, skip_a_day)
    assert len(await ids_of(edition)) == 5

    await undo_last(account_id=bob)

    assert await ids_of(edition) == ids
    assert (await sessions_of(edition))[1]["sequence"] == 1


async def test_what_was_changed_since_is_not_undone_and_is_named(bob: int) -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    await do(bob, lambda: change_sessions(session=ids[0], scope=Scope.ALL, change=LATER))
    await move_session(ids[2], starts_at=local(1, 20, 9), ends_at=local(1, 20, 10))
    before = await everything()

    with pytest.raises(ChangedSince) as refusal:
        await undo_last(account_id=bob)

    assert (refusal.value.details["table"], refusal.value.details["fields"]) == ("session", ["ends_at", "starts_at"])
    assert await everything() == before


async def test_other_things_that_changed_since_stay(bob: int) -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    await do(bob, lambda: change_sessions(session=ids[0], scope=Scope.THIS, change=LATER))
    await execute("UPDATE session SET note = 'Neem je telefoon mee' WHERE id = $1", ids[0])

    await undo_last(account_id=bob)

    row = (await sessions_of(edition))[0]
    assert (row["starts_at"], row["note"]) == (local(1, 5, 10), "Neem je telefoon mee")


async def test_room_that_somebody_else_took_since_is_in_the_way(bob: int) -> None:
    activity, place = await an_activity()
    room = await a_room(place)
    edition = await a_series(activity, place, room=room)
    ids = await ids_of(edition)
    await do(bob, lambda: change_sessions(session=ids[0], scope=Scope.THIS, change=LATER))
    other = await add_session(edition=edition, starts_at=local(1, 5, 11), ends_at=local(1, 5, 12), room=room)

    with pytest.raises(RoomTaken) as refusal:
        await undo_last(account_id=bob)

    assert refusal.value.details["session"] == str(other)


async def test_somebody_who_has_something_else_to_do_by_now_is_not_put_back(bob: int) -> None:
    activity, place = await an_activity()
    person = await a_person(activity)
    edition = await a_series(activity, place, people=[person])
    ids = await ids_of(edition)
    done = await do(bob, lambda: execute("DELETE FROM assignment WHERE session = $1", ids[0]), "staffing.unassign")
    other = await a_series(activity, place, first_day=date(2027, 1, 6), rrule="FREQ=DAILY;COUNT=1", people=[person])
    await move_session((await ids_of(other))[0], starts_at=local(1, 5, 11), ends_at=local(1, 5, 12))

    with pytest.raises(PersonTaken) as refusal:
        await undo_last(account_id=bob, operation=done)

    assert refusal.value.details["session"] == str((await ids_of(other))[0])


async def test_somebody_who_led_a_session_leads_it_again(bob: int) -> None:
    activity, place = await an_activity()
    edition = await a_series(activity, place, people=[await a_person(activity)])
    ids = await ids_of(edition)
    before = await everything()
    await do(bob, lambda: execute("DELETE FROM assignment WHERE session = $1", ids[0]), "staffing.unassign")

    await undo_last(account_id=bob)

    assert await everything() == before


async def test_places_that_were_taken_since_are_not_taken_back(bob: int) -> None:
    edition = await a_series(*await an_activity(), capacity=1)
    ids = await ids_of(edition)
    await do(bob, lambda: change_sessions(session=ids[0], scope=Scope.THIS, change=SeriesChange(capacity=2)))
    for name in ("alice", "carol"):
        await sign_up(session=ids[0], name=name)

    with pytest.raises(SeatsTakenSince):
        await undo_last(account_id=bob)


async def test_what_has_begun_is_not_undone(bob: int) -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    await do(bob, lambda: change_sessions(session=ids[0], scope=Scope.ALL, change=LATER))

    with pytest.raises(SessionHasBegun):
        await undo_last(account_id=bob, now=local(1, 5, 12))


async def test_undo_is_done_once_by_who_did_it_and_not_undone(bob: int) -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    first = await do(bob, lambda: change_sessions(session=ids[0], scope=Scope.THIS, change=LATER))
    second = await do(bob, lambda: change_sessions(session=ids[1], scope=Scope.THIS, change=LATER))
    carol = (await create_account(email="carol@library.example", password="correct horse battery")).id

    with pytest.raises(UnknownOperation):
        await undo_last(account_id=carol, operation=second)
    undo = await undo_last(account_id=bob)
    with pytest.raises(AlreadyUndone):
        await undo_last(account_id=bob, operation=second)
    with pytest.raises(UndoOfUndo):
        await undo_last(account_id=bob, operation=undo)
    await undo_last(account_id=bob)
    with pytest.raises(UnknownOperation):
        await undo_last(account_id=bob)

    undone = await fetch("SELECT undoes FROM operation WHERE action = 'undo' ORDER BY at")
    assert [row["undoes"] for row in undone] == [second, first]
    assert {at[-5:] for at in await held_at(edition)} == {"10:00"}


async def test_what_is_not_of_the_programme_is_not_undone(bob: int) -> None:
    await do(bob, lambda: create_account(email=f"{uuid4()}@library.example", password="correct horse battery"))

    with pytest.raises(CannotUndo):
        await undo_last(account_id=bob)
