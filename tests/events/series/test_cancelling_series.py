from datetime import UTC, datetime, time

import pytest

from database.transaction import fetch, fetch_value
from events.errors import ChangedMeanwhile
from events.scheduling import extend_horizon, generate
from events.series.cancelling import cancel_sessions
from events.series.changing import Scope, SeriesChange, change_sessions
from tests.builders import facts
from tests.events.series.worlds import a_series, an_activity, held_at, ids_of, local

pytestmark = pytest.mark.usefixtures("database")


async def test_following_are_cancelled_with_the_reason_and_no_new_ones_are_made() -> None:
    edition = await a_series(*await an_activity(), rrule="FREQ=WEEKLY;BYDAY=TU")
    ids = await ids_of(edition)
    await change_sessions(session=ids[4], scope=Scope.THIS, change=SeriesChange(starts_at=time(14)))

    gone = await cancel_sessions(session=ids[3], scope=Scope.FOLLOWING, reason="Verbouwing")

    assert gone == ids[3:]
    assert await held_at(edition) == ["01-05 10:00", "01-12 10:00", "01-19 10:00"]
    assert {row[0] for row in await fetch("SELECT cancel_reason FROM session WHERE state = 'cancelled'")} == {
        "Verbouwing"
    }
    assert (await facts()).count("session_cancelled") == len(gone)
    assert (await generate([edition]), await extend_horizon(datetime(2027, 6, 1, tzinfo=UTC).date())) == (0, 0)


async def test_all_of_a_series_that_has_not_begun_are_cancelled() -> None:
    edition = await a_series(*await an_activity(), rrule="FREQ=WEEKLY;BYDAY=TU")
    ids = await ids_of(edition)

    await cancel_sessions(session=ids[3], scope=Scope.ALL, reason="Gaat niet door")

    assert await held_at(edition) == []
    assert (await generate([edition]), await extend_horizon(datetime(2027, 6, 1, tzinfo=UTC).date())) == (0, 0)
    assert await cancel_sessions(session=ids[3], scope=Scope.ALL, reason="Nog eens") == []


async def test_what_has_begun_was_held() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)

    gone = await cancel_sessions(session=ids[1], scope=Scope.ALL, reason="Ziek", now=local(1, 19, 11))

    assert gone == ids[3:]
    assert await held_at(edition) == ["01-05 10:00", "01-12 10:00", "01-19 10:00"]


async def test_cancelling_what_somebody_else_changed_is_refused() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    await change_sessions(session=ids[1], scope=Scope.THIS, change=SeriesChange(starts_at=time(14)), version=0)

    with pytest.raises(ChangedMeanwhile):
        await cancel_sessions(session=ids[1], scope=Scope.THIS, reason="Ziek", version=0)
    assert await fetch_value("SELECT count(*) FROM session WHERE state = 'cancelled'") == 0
