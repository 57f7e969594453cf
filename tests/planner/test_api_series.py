"""Series by the JSON API, as a program sees them."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from database.transaction import execute, fetch, fetch_value
from events.series.undoing import undo_last
from events.vocabulary import Form
from identity.roles import Role
from tests.application import API_PATH, visitor
from tests.events.series.worlds import a_room, a_series, held_at, ids_of, local, sign_up
from tests.notifications.worlds import make_world
from tests.planner.examples import headers_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def api(database: None) -> AsyncIterator[AsyncClient]:
    await make_world(form=Form.DROP_IN)
    async with visitor(path=API_PATH) as client:
        client.headers.update(await headers_of(Role.PROGRAMMER))
        yield client


async def series(**values: Any) -> tuple[UUID, list[UUID]]:
    edition = await a_series("telefoon", "centrale", **values)
    return edition, await ids_of(edition)


async def test_moments_of_one_session_move_its_series_by_the_clock(api: AsyncClient) -> None:
    # 28 March 2027 is the day on which the clock goes forward.
    edition, ids = await series(first_day=date(2027, 3, 16), rrule="FREQ=WEEKLY;COUNT=4")
    to = {"scope": "following", "starts_at": local(3, 24, 14).isoformat(), "version": 0}

    answer = await api.patch(f"/sessions/{ids[1]}", json=to)

    assert (answer.status_code, answer.json()["starts_at"]) == (200, "2027-03-24T14:00:00+01:00")
    assert await held_at(edition) == ["03-16 10:00", "03-24 14:00", "03-31 14:00", "04-07 14:00"]
    assert await ids_of(edition) == ids
    done = await fetch("SELECT action, details->>'when' AS at FROM operation ORDER BY at")
    assert [tuple(row) for row in done] == [("series.move", "2027-03-24T14:00:00")]


async def test_version_of_somebody_else_is_a_conflict_that_says_what_changed(api: AsyncClient) -> None:
    _, ids = await series()
    first = {"scope": "this", "starts_at": local(1, 5, 14).isoformat()}
    won = await api.patch(f"/sessions/{ids[0]}", json=first, headers={"If-Match": '"0"'})

    lost = await api.patch(f"/sessions/{ids[0]}", json=first | {"scope": "all"}, headers={"If-Match": '"0"'})

    assert (won.status_code, won.json()["sequence"]) == (200, 1)
    assert (lost.status_code, lost.json()["code"]) == (409, "changed_meanwhile")
    details = lost.json()["details"]
    assert [each["field"] for each in details["changed"]] == ["ends_at", "starts_at"]
    assert details["version"] == 1
    unreadable = await api.patch(f"/sessions/{ids[0]}", json=first, headers={"If-Match": "yesterday"})
    assert (unreadable.status_code, unreadable.json()["code"]) == (400, "version_unreadable")


async def test_series_that_clashes_is_a_conflict_with_every_clash(api: AsyncClient) -> None:
    room = await a_room("centrale")
    edition, ids = await series(room=room)
    await series(room=room, first_day=date(2027, 1, 11), rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=2")
    before = await held_at(edition)

    answer = await api.patch(f"/sessions/{ids[0]}", json={"scope": "all", "starts_at": local(1, 4, 11).isoformat()})

    assert (answer.status_code, answer.json()["code"]) == (409, "clashes")
    assert [each["other_starts_at"][:10] for each in answer.json()["details"]["clashes"]] == [
        "2027-01-11",
        "2027-01-18",
    ]
    assert await held_at(edition) == before


async def test_places_are_not_fewer_than_those_taken(api: AsyncClient) -> None:
    _, ids = await series(capacity=5)
    for name in ("alice", "bob"):
        await sign_up(session=ids[0], name=name)

    refused = await api.patch(f"/sessions/{ids[0]}", json={"scope": "this", "capacity": 1})
    unlimited = await api.patch(f"/sessions/{ids[0]}", json={"scope": "this", "capacity": None})

    assert (refused.status_code, refused.json()["code"]) == (409, "capacity_below_taken")
    assert refused.json()["details"]["taken"] == 2
    assert (unlimited.status_code, unlimited.json()["capacity"]) == (200, None)


async def test_rest_of_a_series_is_cancelled_and_the_cancellation_undone(api: AsyncClient) -> None:
    edition, ids = await series()
    before = await held_at(edition)
    body = {"scope": "following", "reason": "Verbouwing"}

    answer = await api.post(f"/sessions/{ids[2]}/cancel", json=body)
    gone = await held_at(edition)
    account = await fetch_value("SELECT account FROM operation")
    await undo_last(account_id=account)

    assert (answer.status_code, answer.json()["state"], gone) == (200, "cancelled", before[:2])
    assert await held_at(edition) == before


async def test_meeting_that_would_end_on_another_day_is_for_one_session_only(api: AsyncClient) -> None:
    _, ids = await series()
    over_night = {"starts_at": local(1, 5, 22).isoformat(), "ends_at": local(1, 6, 2).isoformat()}

    alone = await api.patch(f"/sessions/{ids[0]}", json=over_night | {"scope": "this"})
    all_of_them = await api.patch(f"/sessions/{ids[1]}", json=over_night | {"scope": "all"})

    assert (alone.status_code, all_of_them.status_code, all_of_them.json()["code"]) == (200, 400, "end_not_after_start")


async def test_what_has_begun_stays(api: AsyncClient) -> None:
    _, ids = await series()
    await execute("UPDATE session SET starts_at = now() - interval '1 hour', ends_at = now() + interval '1 hour'")

    answer = await api.patch(f"/sessions/{ids[0]}", json={"scope": "this", "title": "Anders"})

    assert (answer.status_code, answer.json()["code"]) == (409, "session_has_begun")
