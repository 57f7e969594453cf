from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from database.transaction import execute, fetch_row
from events.editing import cancel_session, move_session
from events.errors import RoomTaken, SessionIsCancelled, UnknownSession
from places.tables import Room
from tests.builders import a_session, an_edition, facts


async def row(session: UUID) -> asyncpg.Record:
    found = await fetch_row("SELECT * FROM session WHERE id = $1", session)
    assert found is not None
    return found


async def later(session: UUID, *, hours: int = 1) -> None:
    former = await row(session)
    shift = timedelta(hours=hours)
    await move_session(session, starts_at=former["starts_at"] + shift, ends_at=former["ends_at"] + shift)


async def test_move_raises_sequence_and_stamp_and_keeps_the_session_apart_from_its_rule(database: None) -> None:
    session = await a_session()
    former = await row(session)
    await later(session)
    moved = await row(session)
    assert (moved["sequence"], moved["edited"]) == (former["sequence"] + 1, True)
    assert moved["modified_at"].replace(microsecond=0) > former["modified_at"].replace(microsecond=0)
    assert await facts() == ["session_moved"]


async def test_move_to_where_it_is_says_nothing(database: None) -> None:
    session = await a_session()
    await later(session, hours=0)
    assert await facts() == []


async def test_move_into_a_taken_room_is_refused_and_changes_nothing(database: None) -> None:
    edition = await an_edition()
    room = Room(location=edition.location, name="Zaal 1")
    await room.save()
    first = await a_session(edition=edition)
    second = await a_session(edition=edition, starts_in=timedelta(days=11))
    await execute("UPDATE session SET room = $1", room.id)
    former = await row(first)
    with pytest.raises(RoomTaken):
        await move_session(second, starts_at=former["starts_at"], ends_at=former["ends_at"])
    assert (await row(second))["starts_at"] > former["ends_at"]


async def test_cancel_keeps_the_session_with_its_reason(database: None) -> None:
    session = await a_session()
    await cancel_session(session, reason="De docent is ziek")
    cancelled = await row(session)
    assert (cancelled["state"], cancelled["cancel_reason"], cancelled["sequence"]) == (
        "cancelled",
        "De docent is ziek",
        1,
    )
    assert await facts() == ["session_cancelled"]


async def test_cancel_twice_says_it_once(database: None) -> None:
    session = await a_session()
    await cancel_session(session, reason="Ziek")
    await cancel_session(session, reason="Nog steeds ziek")
    assert await facts() == ["session_cancelled"]


async def test_move_of_a_cancelled_session_is_refused(database: None) -> None:
    session = await a_session()
    await cancel_session(session, reason="Ziek")
    with pytest.raises(SessionIsCancelled):
        await later(session)


async def test_move_of_an_unknown_session_is_refused(database: None) -> None:
    known = await row(await a_session())
    with pytest.raises(UnknownSession):
        await move_session(uuid4(), starts_at=known["starts_at"], ends_at=known["ends_at"])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE location SET name = 'De Nieuwe Haven'",
        "UPDATE location SET street = 'Kade 1'",
        "UPDATE room SET name = 'Zaal 2'",
        "UPDATE activity SET title = 'Lezing over de rivier'",
    ],
)
async def test_sequence_rises_with_what_a_calendar_shows_of_it(database: None, change: str) -> None:
    edition = await an_edition()
    room = Room(location=edition.location, name="Zaal 1")
    await room.save()
    session = await a_session(edition=edition)
    await execute("UPDATE session SET room = $1", room.id)
    former = await row(session)
    await execute(change)
    assert (await row(session))["sequence"] == former["sequence"] + 1


async def test_sequence_stays_when_nothing_visible_changes(database: None) -> None:
    session = await a_session(capacity=5)
    await execute("UPDATE session SET seats_taken = 1, headcount = 4 WHERE id = $1", session)
    await execute("UPDATE location SET phone = '088-000000'")
    assert (await row(session))["sequence"] == 0
