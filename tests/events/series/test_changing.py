import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest

from database.transaction import execute, fetch, fetch_value
from events.creating_errors import RuleExists
from events.editing import cancel_session, move_session
from events.editions import add_rule
from events.errors import (
    ChangedMeanwhile,
    Clashes,
    MovesIntoPast,
    RoomTaken,
    SessionHasBegun,
    SessionIsCancelled,
)
from events.recurrence_errors import EndNotAfterStart, TimeInGap
from events.scheduling import extend_horizon, generate
from events.schemas import RuleDetails
from events.series.changing import Scope, SeriesChange, change_sessions
from events.series.creating import Run, create_series
from events.series.errors import CannotShift, CapacityOfGroup, SeatsTaken
from events.vocabulary import Form
from history.operations import operation
from identity.accounts import create_account
from places.closing import add_closure
from places.schemas import ClosureDetails
from places.vocabulary import ClosureKind
from tests.builders import a_location, facts
from tests.events.series.worlds import (
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
WEDNESDAYS = SeriesChange(day_shift=1)


async def test_this_one_moves_alone_and_keeps_its_length() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)

    changed = await change_sessions(session=ids[1], scope=Scope.THIS, change=LATER)

    assert changed == [ids[1]]
    assert await held_at(edition) == [
        "01-05 10:00", "01-12 14:00", "01-19 10:00", "01-26 10:00", "02-02 10:00", "02-09 10:00",
    ]  # fmt: skip
    row = (await sessions_of(edition))[1]
    assert (row["ends_at"], row["edited"]) == (local(1, 12, 16), True)


async def test_following_split_the_rule_and_keep_their_ids_and_registrations() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    person = await sign_up(session=ids[4])

    changed = await change_sessions(session=ids[3], scope=Scope.FOLLOWING, change=LATER)

    assert changed == ids[3:]
    assert await ids_of(edition) == ids
    assert (await held_at(edition))[2:4] == ["01-19 10:00", "01-26 14:00"]
    rules = await fetch("SELECT first_day, last_day, rrule, starts_at FROM schedule_rule ORDER BY id")
    assert [tuple(rule) for rule in rules] == [
        (date(2027, 1, 5), date(2027, 1, 25), "FREQ=WEEKLY;BYDAY=TU;COUNT=6", time(10)),
        (date(2027, 1, 26), None, "FREQ=WEEKLY;BYDAY=TU;COUNT=3", time(14)),
    ]
    assert await fetch_value("SELECT session FROM registration WHERE id = $1", person) == ids[4]
    assert await facts() == ["session_moved"]
    assert await generate([edition]) == 0


async def test_all_move_to_another_day_of_the_week() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)

    await change_sessions(session=ids[3], scope=Scope.ALL, change=WEDNESDAYS)

    assert await ids_of(edition) == ids
    assert await held_at(edition) == [
        "01-06 10:00", "01-13 10:00", "01-20 10:00", "01-27 10:00", "02-03 10:00", "02-10 10:00",
    ]  # fmt: skip
    rule = (await fetch("SELECT first_day, rrule FROM schedule_rule"))[0]
    assert tuple(rule) == (date(2027, 1, 6), "FREQ=WEEKLY;BYDAY=WE;COUNT=6")


async def test_all_leaves_what_has_begun() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    now = local(1, 19, 11)

    changed = await change_sessions(session=ids[0], scope=Scope.ALL, change=WEDNESDAYS, now=now)

    assert changed == ids[3:]
    assert await held_at(edition) == [
        "01-05 10:00", "01-12 10:00", "01-19 10:00", "01-27 10:00", "02-03 10:00", "02-10 10:00",
    ]  # fmt: skip


async def test_session_that_was_edited_stays_unless_it_is_in_hand() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    await change_sessions(session=ids[2], scope=Scope.THIS, change=SeriesChange(day_shift=2))

    await change_sessions(session=ids[1], scope=Scope.FOLLOWING, change=LATER)
    in_passing = await held_at(edition)
    await change_sessions(session=ids[2], scope=Scope.FOLLOWING, change=SeriesChange(starts_at=time(16)))

    assert in_passing[:4] == ["01-05 10:00", "01-12 14:00", "01-21 10:00", "01-26 14:00"]
    assert (await held_at(edition))[:4] == ["01-05 10:00", "01-12 14:00", "01-21 16:00", "01-26 16:00"]
    assert await ids_of(edition) == ids


async def test_series_without_an_end_goes_on_in_its_new_way() -> None:
    edition = await a_series(*await an_activity(), rrule="FREQ=WEEKLY;BYDAY=TU")
    ids = await ids_of(edition)

    await change_sessions(session=ids[10], scope=Scope.FOLLOWING, change=WEDNESDAYS)
    before = len(await ids_of(edition))
    made = await extend_horizon(date(2027, 11, 22))

    last = (await sessions_of(edition))[-1]
    assert (len(await ids_of(edition)) - before, last["starts_at"].weekday()) == (made, 2)
    assert {row["starts_at"].weekday() for row in (await sessions_of(edition))[10:]} == {2}


async def test_closed_days_are_left_out_on_the_new_day_too() -> None:
    activity, place = await an_activity()
    edition = await a_series(activity, place)
    library = await fetch_value("SELECT slug FROM organisation")
    day = date(2027, 1, 20)
    details = ClosureDetails(kind=ClosureKind.CLOSED, name="Studiedag", first_day=day, last_day=day)
    await add_closure(organisation_slug=library, details=details)
    ids = await ids_of(edition)
    await sign_up(session=ids[2])

    await change_sessions(session=ids[0], scope=Scope.ALL, change=WEDNESDAYS)

    assert await held_at(edition) == ["01-06 10:00", "01-13 10:00", "01-27 10:00", "02-03 10:00", "02-10 10:00"]
    assert sorted(await facts()) == ["session_cancelled"]


async def test_series_that_clashes_halfway_changes_nothing_and_names_every_clash() -> None:
    activity, place = await an_activity()
    room = await a_room(place)
    edition = await a_series(activity, place, room=room)
    other = await a_series(
        activity, place, room=room, first_day=date(2027, 1, 18), at=(time(13), time(15)), rrule="FREQ=DAILY;COUNT=9"
    )
    ids, busy = await ids_of(edition), await ids_of(other)
    before = await held_at(edition)

    with pytest.raises(Clashes) as refusal:
        await change_sessions(session=ids[0], scope=Scope.ALL, change=LATER)

    assert [each.other_session for each in refusal.value.clashes] == [busy[1], busy[8]]
    assert refusal.value.code == "clashes"
    assert (await held_at(edition), await facts()) == (before, [])
    assert await fetch_value("SELECT count(*) FROM schedule_rule") == 2


async def test_one_session_in_a_taken_room_is_refused_with_what_is_there() -> None:
    activity, place = await an_activity()
    room = await a_room(place)
    edition = await a_series(activity, place, room=room)
    first, second, *_ = await ids_of(edition)

    with pytest.raises(RoomTaken) as refusal:
        await change_sessions(session=second, scope=Scope.THIS, change=SeriesChange(day_shift=-7))

    assert refusal.value.details["session"] == str(first)


async def test_series_can_move_into_its_own_former_time() -> None:
    activity, place = await an_activity()
    edition = await a_series(
        activity, place, room=await a_room(place), rrule="FREQ=DAILY;COUNT=5", at=(time(8), time(20))
    )
    ids = await ids_of(edition)

    await change_sessions(session=ids[0], scope=Scope.ALL, change=WEDNESDAYS)

    assert await ids_of(edition) == ids
    assert await held_at(edition) == ["01-06 08:00", "01-07 08:00", "01-08 08:00", "01-09 08:00", "01-10 08:00"]


async def test_monthly_rule_takes_the_new_weekday() -> None:
    edition = await a_series(*await an_activity(), rrule="FREQ=MONTHLY;BYDAY=2TU;COUNT=4", first_day=date(2027, 1, 12))
    ids = await ids_of(edition)

    await change_sessions(session=ids[0], scope=Scope.ALL, change=WEDNESDAYS)

    assert await held_at(edition) == ["01-13 10:00", "02-10 10:00", "03-10 10:00", "04-14 10:00"]
    with pytest.raises(CannotShift):
        await change_sessions(session=ids[0], scope=Scope.ALL, change=SeriesChange(day_shift=40))


async def test_time_that_a_day_does_not_have_is_refused() -> None:
    edition = await a_series(*await an_activity(), rrule="FREQ=WEEKLY;BYDAY=SU;COUNT=4", first_day=date(2027, 3, 14))
    ids = await ids_of(edition)

    with pytest.raises(TimeInGap):
        await change_sessions(session=ids[0], scope=Scope.ALL, change=SeriesChange(starts_at=time(2, 30)))
    with pytest.raises(EndNotAfterStart):
        await change_sessions(session=ids[0], scope=Scope.ALL, change=SeriesChange(starts_at=time(23)))
    assert {at[-5:] for at in await held_at(edition)} == {"10:00"}


async def test_place_changes_with_its_time_zone() -> None:
    edition = await a_series(*await an_activity())
    elsewhere = await a_location()
    await execute("UPDATE location SET timezone = 'Europe/London' WHERE id = $1", elsewhere.id)
    ids = await ids_of(edition)

    await change_sessions(session=ids[4], scope=Scope.FOLLOWING, change=SeriesChange(location=elsewhere.id))

    rows = await sessions_of(edition)
    assert [row["starts_at"] for row in rows[3:5]] == [local(1, 26, 10), local(2, 2, 11)]
    assert [row["location"] == elsewhere.id for row in rows] == [False] * 4 + [True] * 2


async def test_last_meeting_moves_along_behind_the_last_day(database: None) -> None:
    activity, place = await an_activity()
    run = Run(activity=activity, location=place, first_day=date(2027, 1, 5), starts_at=time(10), ends_at=time(12))
    edition = await create_series(run, rrule="FREQ=WEEKLY", last_day=date(2027, 1, 19))
    ids = await ids_of(edition)

    await change_sessions(session=ids[1], scope=Scope.FOLLOWING, change=WEDNESDAYS)

    assert await held_at(edition) == ["01-05 10:00", "01-13 10:00", "01-20 10:00"]
    last_days = "SELECT array_agg(last_day ORDER BY id) FROM schedule_rule"
    assert await fetch_value(last_days) == [date(2027, 1, 12) - timedelta(days=1), date(2027, 1, 20)]
    assert await fetch_value("SELECT last_day FROM edition") == date(2027, 1, 20)


async def test_room_is_left_when_that_is_asked_and_with_its_place() -> None:
    activity, place = await an_activity()
    edition = await a_series(activity, place, room=await a_room(place))
    elsewhere = await a_location()
    ids = await ids_of(edition)

    await change_sessions(session=ids[5], scope=Scope.THIS, change=SeriesChange(location=elsewhere.id))
    await change_sessions(session=ids[3], scope=Scope.FOLLOWING, change=SeriesChange(room=None))

    assert [row["room"] is None for row in await sessions_of(edition)] == [False] * 3 + [True] * 3
    assert await generate([edition]) == 0


async def test_words_change_for_those_that_follow_and_are_still_to_be_made() -> None:
    edition = await a_series(*await an_activity(), rrule="FREQ=WEEKLY;BYDAY=TU")
    ids = await ids_of(edition)

    await change_sessions(session=ids[1], scope=Scope.FOLLOWING, change=SeriesChange(title="Foto's", note="Neem mee"))
    await extend_horizon(date(2027, 11, 22))

    rows = await sessions_of(edition)
    assert {(row["title"], row["note"]) for row in rows[1:]} == {("Foto's", "Neem mee")}
    assert (rows[0]["title"], await facts()) == (None, [])


async def test_places_change_and_not_below_those_taken() -> None:
    edition = await a_series(*await an_activity(), capacity=5)
    ids = await ids_of(edition)
    for name in ("alice", "bob"):
        await sign_up(session=ids[3], name=name)

    with pytest.raises(SeatsTaken) as refusal:
        await change_sessions(session=ids[2], scope=Scope.FOLLOWING, change=SeriesChange(capacity=1))
    await change_sessions(session=ids[2], scope=Scope.FOLLOWING, change=SeriesChange(capacity=2))
    await change_sessions(session=ids[0], scope=Scope.THIS, change=SeriesChange(capacity=None))

    assert (refusal.value.details["taken"], refusal.value.code) == (2, "capacity_below_taken")
    assert [row["capacity"] for row in await sessions_of(edition)] == [None, 5, 2, 2, 2, 2]


async def test_places_of_a_group_change_for_all_at_once() -> None:
    edition = await a_series(*await an_activity(Form.COHORT), capacity=5)
    ids = await ids_of(edition)

    with pytest.raises(CapacityOfGroup):
        await change_sessions(session=ids[0], scope=Scope.THIS, change=SeriesChange(capacity=8))
    await change_sessions(session=ids[0], scope=Scope.ALL, change=SeriesChange(capacity=8))

    assert await fetch_value("SELECT capacity FROM edition WHERE id = $1", edition) == 8


async def test_second_of_two_who_edit_at_once_is_told_what_the_first_changed() -> None:
    edition = await a_series(*await an_activity())
    session = (await ids_of(edition))[0]
    account = await create_account(email="bob@library.example", password="correct horse battery")
    async with operation("session.move", account=account.id, organisation=None):
        await change_sessions(session=session, scope=Scope.THIS, change=LATER, version=0)

    with pytest.raises(ChangedMeanwhile) as refusal:
        await change_sessions(session=session, scope=Scope.ALL, change=WEDNESDAYS, version=0)

    details = refusal.value.details
    assert ([each["field"] for each in details["changed"]], details["version"]) == (["ends_at", "starts_at"], 1)
    assert "by" in details
    assert (await held_at(edition))[0] == "01-05 14:00"


@pytest.mark.parametrize("scope", list(Scope))
async def test_of_two_who_move_at_the_same_moment_one_wins_and_the_other_is_told(scope: Scope) -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)

    async def move(hour: int) -> str:
        change = SeriesChange(starts_at=time(hour))
        try:
            await change_sessions(session=ids[2], scope=scope, change=change, version=0)
        except ChangedMeanwhile as refusal:
            return refusal.code
        return "moved"

    outcomes = await asyncio.gather(*(move(hour) for hour in range(11, 19)))

    assert sorted(outcomes) == ["changed_meanwhile"] * 7 + ["moved"]
    assert await fetch_value("SELECT max(sequence) FROM session") == 1


async def test_what_has_begun_or_is_cancelled_does_not_change() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    await cancel_session(ids[5], reason="Ziek")

    with pytest.raises(SessionHasBegun):
        await change_sessions(session=ids[0], scope=Scope.THIS, change=LATER, now=local(1, 5, 10))
    with pytest.raises(SessionHasBegun):
        await change_sessions(session=ids[0], scope=Scope.ALL, change=LATER, now=local(6, 1, 10))
    with pytest.raises(MovesIntoPast):
        await change_sessions(session=ids[1], scope=Scope.ALL, change=SeriesChange(day_shift=-3), now=local(1, 10, 10))
    with pytest.raises(SessionIsCancelled):
        await change_sessions(session=ids[5], scope=Scope.ALL, change=LATER)
    assert {at[-5:] for at in await held_at(edition)} == {"10:00"}


async def test_session_beside_the_rules_is_a_series_of_one() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    await execute("UPDATE session SET rule = NULL, occurs_on = NULL WHERE id = $1", ids[0])

    assert await change_sessions(session=ids[0], scope=Scope.ALL, change=LATER) == [ids[0]]


async def test_rule_that_is_there_already_is_refused() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    same = RuleDetails(
        first_day=date(2027, 1, 5), starts_at=time(14), ends_at=time(16), rrule="FREQ=WEEKLY;BYDAY=TU;COUNT=6"
    )
    await add_rule(edition=edition, details=same)

    with pytest.raises(RuleExists):
        await change_sessions(session=ids[0], scope=Scope.ALL, change=LATER)


async def test_moved_by_hand_before_stays_by_hand() -> None:
    edition = await a_series(*await an_activity())
    ids = await ids_of(edition)
    at = datetime(2027, 1, 22, 9, tzinfo=UTC)
    await move_session(ids[2], starts_at=at, ends_at=at.replace(hour=10))

    await change_sessions(session=ids[0], scope=Scope.ALL, change=SeriesChange(starts_at=time(15), day_shift=2))

    assert (await held_at(edition))[:4] == ["01-07 15:00", "01-14 15:00", "01-22 10:00", "01-28 15:00"]
