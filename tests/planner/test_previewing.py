from datetime import date, time
from functools import partial

import pytest

from database.transaction import execute, fetch_value
from events.errors import Clashes
from events.series.cancelling import cancel_sessions
from events.series.changing import Scope, SeriesChange, change_sessions
from events.series.creating import Run, create_series
from history.operations import operation
from notifications.vocabulary import MessageKind
from planner.previewing import preview
from tests.events.series.worlds import a_room, a_series, an_activity, held_at, ids_of, local, sign_up

pytestmark = pytest.mark.usefixtures("database")

LATER = SeriesChange(starts_at=time(14))


async def nothing_is_left() -> bool:
    tables = ("fact", "message", "operation", "row_change")
    counts = [await fetch_value(f"SELECT count(*) FROM {table}") for table in tables]  # noqa: S608
    return counts == [0, 0, 0, 0]


async def test_preview_says_what_would_happen_and_does_nothing() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    for session, name in ((ids[3], "alice"), (ids[4], "alice"), (ids[4], "bob"), (ids[0], "carol")):
        await sign_up(session=session, name=name)
    before = await held_at(edition)

    shown = await preview(partial(change_sessions, session=ids[3], scope=Scope.FOLLOWING, change=LATER))

    assert [(was and was.starts_at, becomes and becomes.starts_at) for was, becomes in shown.sessions] == [
        (local(1, 26, 10), local(1, 26, 14)),
        (local(2, 2, 10), local(2, 2, 14)),
        (local(2, 9, 10), local(2, 9, 14)),
    ]
    assert (shown.mails, shown.people, shown.refusal) == ({MessageKind.UPDATE: 3}, 2, None)
    assert await held_at(edition) == before
    assert await nothing_is_left()


async def test_preview_of_a_cancellation_counts_those_mails() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    await sign_up(session=ids[5])

    async def cancel() -> None:
        async with operation("series.cancel", account=None, organisation=None):
            await cancel_sessions(session=ids[4], scope=Scope.FOLLOWING, reason="Ziek")

    shown = await preview(cancel)

    assert [becomes and becomes.state for _, becomes in shown.sessions] == ["cancelled", "cancelled"]
    assert (shown.mails, shown.people) == ({MessageKind.SESSION_CANCELLED: 1}, 1)
    assert await nothing_is_left()


async def test_preview_of_what_is_new_has_no_before() -> None:
    activity, place = await an_activity()
    run = Run(activity=activity, location=place, first_day=date(2027, 1, 5), starts_at=time(10), ends_at=time(12))

    shown = await preview(partial(create_series, run, rrule="FREQ=WEEKLY;COUNT=2"))

    assert [was for was, _ in shown.sessions] == [None, None]
    assert await fetch_value("SELECT count(*) FROM edition") == 0


async def test_preview_of_what_clashes_names_everything_in_the_way() -> None:
    activity, place = await an_activity()
    room = await a_room(place)
    edition = await a_series(activity, place, room=room)
    await a_series(
        activity, place, room=room, at=(time(13), time(15)), first_day=date(2027, 1, 12), rrule="FREQ=WEEKLY;COUNT=2"
    )
    ids = await ids_of(edition)

    shown = await preview(partial(change_sessions, session=ids[0], scope=Scope.ALL, change=LATER))

    assert [each.other_starts_at for each in shown.clashes] == [local(1, 12, 13), local(1, 19, 13)]
    assert isinstance(shown.refusal, Clashes)
    assert (shown.sessions, shown.mails) == ((), {})
    assert await nothing_is_left()


async def test_preview_of_a_change_of_words_sends_nothing() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    await sign_up(session=ids[0])
    await execute("DELETE FROM fact")

    shown = await preview(
        partial(change_sessions, session=ids[0], scope=Scope.ALL, change=SeriesChange(title="Anders"))
    )

    assert ([becomes and becomes.title for _, becomes in shown.sessions], shown.people) == (["Anders"] * 6, 0)
