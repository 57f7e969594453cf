from typing import Any
from uuid import uuid4

import pytest

from database.transaction import execute, fetch_row, fetch_value
from events.creating_errors import UnknownRoom
from events.errors import RoomTaken, UnknownEdition, UnknownSession
from events.single_sessions import add_session, describe_session
from events.vocabulary import Form
from tests.notifications.worlds import local, make_world

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(("form", "seats"), [(Form.SINGLE, 8), (Form.COHORT, None)])
async def test_session_is_where_its_edition_is_with_the_seats_that_its_form_counts(
    form: Form, seats: int | None
) -> None:
    world = await make_world(form=form)
    await execute("UPDATE edition SET room = $1, capacity = 8", world.room.id)
    session = await add_session(edition=world.edition.id, starts_at=local(1), ends_at=local(1, 12))
    row = await fetch_row("SELECT location, room, capacity, edited, rule FROM session WHERE id = $1", session)
    assert row is not None
    assert tuple(row) == (world.location.id, world.room.id, seats, True, None)


async def test_session_is_refused_in_a_room_that_is_taken() -> None:
    world = await make_world()
    place: dict[str, Any] = {"location": world.location.id, "room": world.room.id}
    await add_session(edition=world.edition.id, starts_at=local(1), ends_at=local(1, 12), **place)
    with pytest.raises(RoomTaken):
        await add_session(edition=world.edition.id, starts_at=local(1, 11), ends_at=local(1, 13), **place)
    assert await fetch_value("SELECT count(*) FROM session") == 1


async def test_session_is_refused_without_its_edition_or_in_a_room_elsewhere() -> None:
    world = await make_world()
    with pytest.raises(UnknownEdition):
        await add_session(edition=uuid4(), starts_at=local(1), ends_at=local(1, 12))
    with pytest.raises(UnknownRoom):
        await add_session(edition=world.edition.id, starts_at=local(1), ends_at=local(1, 12), room=world.room.id + 1)


async def test_session_gets_its_own_words_and_keeps_them() -> None:
    session = await (await make_world()).session(local(1))
    await describe_session(session, title="Foto's", note="Neem je telefoon mee")
    row = await fetch_row("SELECT title, note, edited, sequence FROM session")
    assert row is not None
    assert tuple(row) == ("Foto's", "Neem je telefoon mee", True, 1)
    with pytest.raises(UnknownSession):
        await describe_session(uuid4(), title=None, note="")
