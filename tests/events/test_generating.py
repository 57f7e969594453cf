from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from events.generating import ExistingSession, Move, Plan, plan_sessions
from events.recurrence import Occurrence
from events.vocabulary import SessionState

NOW = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
PLACE = (1, None)


def occurrence(day: date, hour: int = 13) -> Occurrence:
    starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return Occurrence(day, starts_at, starts_at + timedelta(hours=2))


def session(of: Occurrence, session_id: UUID | None = None, **others: object) -> ExistingSession:
    values = {
        "id": session_id or uuid4(),
        "occurs_on": of.on,
        "starts_at": of.starts_at,
        "ends_at": of.ends_at,
        "location": 1,
        "room": None,
        "state": SessionState.SCHEDULED,
        "edited": False,
        "is_kept": False,
    }
    return ExistingSession(**values | others)  # type: ignore[arg-type]


def plan(wanted: list[Occurrence], existing: list[ExistingSession]) -> Plan:
    return plan_sessions(wanted, existing, place=PLACE, now=NOW)


PAST, SOON, LATER = occurrence(date(2027, 3, 3)), occurrence(date(2027, 3, 17)), occurrence(date(2027, 3, 24))


def test_new_rule_gets_its_past_sessions_too() -> None:
    assert plan([LATER, PAST, SOON], []) == Plan(insert=(PAST, SOON, LATER))


def test_changed_rule_adds_no_sessions_to_the_past() -> None:
    assert plan([PAST, SOON, LATER], [session(SOON)]) == Plan(insert=(LATER,))


def test_same_rule_changes_nothing() -> None:
    assert plan([PAST, SOON], [session(PAST), session(SOON)]).is_empty


def test_session_that_is_no_longer_wanted_is_removed() -> None:
    dropped = session(SOON)

    assert plan([LATER], [dropped, session(LATER)]) == Plan(remove=(dropped,))


def test_session_with_registrations_is_cancelled_instead() -> None:
    dropped = session(SOON, is_kept=True)

    assert plan([LATER], [dropped, session(LATER)]) == Plan(cancel=(dropped,))


def test_other_time_moves_the_session() -> None:
    before, after = session(SOON), occurrence(SOON.on, hour=15)

    assert plan([after], [before]) == Plan(update=(Move(before, after),))


def test_other_room_moves_the_session() -> None:
    before = session(SOON, room=7)

    assert plan([SOON], [before]) == Plan(update=(Move(before, SOON),))


def test_session_is_not_moved_into_the_past() -> None:
    today = occurrence(NOW.date())

    assert plan([occurrence(NOW.date(), hour=8)], [session(today)]).is_empty


def test_edited_session_stays() -> None:
    edited = session(occurrence(SOON.on, hour=19), edited=True)

    assert plan([SOON, LATER], [edited, session(LATER)]).is_empty
    assert plan([LATER], [edited, session(LATER)]).is_empty


def test_cancelled_session_stays_cancelled() -> None:
    cancelled = session(SOON, state=SessionState.CANCELLED)

    assert plan([SOON], [cancelled]).is_empty
    assert plan([], [cancelled]).is_empty


def test_past_session_stays() -> None:
    assert plan([], [session(PAST)]).is_empty
    assert plan([occurrence(PAST.on, hour=15)], [session(PAST)]).is_empty


days = st.dates(date(2027, 1, 1), date(2027, 6, 30))


@given(st.sets(days), st.sets(days), st.sets(days))
def test_coming_sessions_are_those_that_are_wanted_and_those_that_were_edited(
    wanted: set[date], there: set[date], edited: set[date]
) -> None:
    existing = [session(occurrence(day), edited=day in edited) for day in there]

    made = plan([occurrence(day) for day in wanted], existing)

    after = there - {each.occurs_on for each in made.remove} | {each.on for each in made.insert}
    coming = {day for day in after if occurrence(day).starts_at > NOW}
    assert coming == {day for day in wanted | there & edited if occurrence(day).starts_at > NOW}
    assert there - after == {day for day in there - wanted - edited if occurrence(day).starts_at > NOW}
