from uuid import UUID

import pytest

from database.transaction import execute, fetch, fetch_value
from history.changes import changes_of_row, differences_of
from history.operations import operation
from identity.accounts import create_account
from tests.builders import a_library, a_location

pytestmark = pytest.mark.usefixtures("database")


async def rename(location: int, name: str, account: int | None = None) -> UUID:
    async with operation("place.change", account=account, organisation=None, place=name) as done:
        await execute("UPDATE location SET name = $2 WHERE id = $1", location, name)
    return done


async def test_operation_keeps_how_rows_were_and_are_and_who_did_it() -> None:
    location = await a_location()
    bob = await create_account(email="bob@library.example", password="correct horse battery")

    done = await rename(location.id, "De Nieuwe Haven", bob.id)

    [change] = await changes_of_row("location", location.id)
    assert (change.operation, change.action) == (done, "place.change")
    assert change.before
    assert change.after
    assert (change.before["name"], change.after["name"]) == ("De Haven", "De Nieuwe Haven")
    assert await fetch_value("SELECT account FROM operation") == bob.id


async def test_what_is_done_outside_an_operation_is_not_kept() -> None:
    location = await a_location()
    await rename(location.id, "De Nieuwe Haven")

    await execute("UPDATE location SET name = 'De Oude Haven'")

    assert await fetch_value("SELECT count(*) FROM row_change") == 1


async def fail(location: int) -> None:
    async with operation("place.change", account=None, organisation=None):
        await execute("UPDATE location SET name = 'Anders' WHERE id = $1", location)
        raise RuntimeError


async def test_operation_that_fails_leaves_nothing() -> None:
    location = await a_location()

    with pytest.raises(RuntimeError):
        await fail(location.id)

    assert await fetch("SELECT id FROM operation") == []
    assert await fetch_value("SELECT name FROM location") == "De Haven"


async def test_several_changes_of_a_row_are_one_difference() -> None:
    library = await a_library()
    location = await a_location(library)
    async with operation("place.change", account=None, organisation=library.id) as done:
        await execute("UPDATE location SET name = 'Eerst', note = 'Nieuw' WHERE id = $1", location.id)
        await execute("UPDATE location SET name = 'De Haven' WHERE id = $1", location.id)
        await execute("UPDATE organisation SET name = 'Tijdelijk' WHERE id = $1", library.id)
        await execute("UPDATE organisation SET name = $2 WHERE id = $1", library.id, library.name)

    [difference] = await differences_of([done])

    assert (difference.table, difference.id, difference.changed()) == ("location", str(location.id), ["note"])
    assert difference.changed(ignoring=["note"]) == []


async def test_new_and_deleted_rows_have_one_side() -> None:
    location = await a_location()
    async with operation("place.room", account=None, organisation=None) as made:
        room = await fetch_value("INSERT INTO room (location, name) VALUES ($1, 'Zaal') RETURNING id", location.id)
    async with operation("place.room", account=None, organisation=None) as gone:
        await execute("DELETE FROM room WHERE id = $1", room)

    [new], [old] = await differences_of([made]), await differences_of([gone])

    assert (new.before, old.after, new.after) == (None, None, old.before)
    assert await differences_of([made, gone]) == []
