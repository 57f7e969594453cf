from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database.transaction import execute
from events.staffing.assigning import assign
from events.staffing.facilitators import add_absence, set_hours
from events.staffing.schemas import AbsenceDetails, HoursDetails
from events.staffing.situations import DayRange, Elsewhere, PersonFacts, PlaceFacts, RoomFacts, Situation
from events.staffing.times import Stretch
from events.staffing.travelling import Point, travel_minutes
from events.staffing.warnings import PlanningWarning, WarningKind, warnings_for, warnings_of
from events.staffing.words import EQUIPMENT, FACILITATOR_KINDS, SENTENCES, SKILLS, in_words
from events.vocabulary import FacilitatorKind, Skill
from places.schemas import OpeningHoursDetails
from places.vocabulary import Equipment
from tests.agenda.counting import count_queries
from tests.builders import a_session, an_edition
from tests.events.staffing.people import a_facilitator, needs, same_library
from web.i18n import translator

AMSTERDAM = "Europe/Amsterdam"
HERE, THERE = Point(51.92, 4.48), Point(51.95, 4.60)


def local(hour: int, minute: int = 0, day: int = 4) -> datetime:
    """In the first week of 2027, in which the 4th is a Monday."""
    return datetime(2027, 1, day, hour, minute, tzinfo=ZoneInfo(AMSTERDAM)).astimezone(UTC)


def situation(**others: Any) -> Situation:
    """Monday from ten to twelve."""
    values = {
        "starts_at": local(10),
        "ends_at": local(12),
        "timezone": AMSTERDAM,
        "place": PlaceFacts("De Haven", HERE),
    }
    return Situation(**values | others)


def person(**others: Any) -> PersonFacts:
    return PersonFacts(**{"id": 1, "name": "Alice", "timezone": AMSTERDAM} | others)


def kinds(**others: Any) -> list[str]:
    return [warning.kind.value for warning in warnings_of(situation(**others))]


MONDAY_MORNING = (Stretch.between(1, time(9), time(12)),)
ROOM = RoomFacts(name="Zaal 1", capacity=12, equipment=frozenset({Equipment.PROJECTOR}))


def test_session_of_which_nothing_is_asked_has_no_warnings() -> None:
    assert kinds() == []
    assert kinds(room=ROOM, seats=12, equipment=frozenset({Equipment.PROJECTOR}), opening=MONDAY_MORNING) == []


def test_session_outside_the_opening_hours() -> None:
    assert kinds(opening=MONDAY_MORNING, ends_at=local(12, 15)) == ["outside_hours"]
    assert kinds(opening=(Stretch.between(2, time(9), time(18)),)) == ["outside_hours"]


def test_session_outside_the_opening_hours_for_which_somebody_opens() -> None:
    assert kinds(opening=MONDAY_MORNING, ends_at=local(13), outside_hours=True) == []


def test_place_without_opening_hours_never_warns_about_them() -> None:
    assert kinds(starts_at=local(3), ends_at=local(4)) == []


def test_session_on_a_closed_day() -> None:
    closed = (DayRange(date(2027, 1, 4), date(2027, 1, 4), "Verbouwing"),)
    assert warnings_of(situation(closed=closed)) == [
        PlanningWarning(WarningKind.CLOSED, {"place": "De Haven", "closure": "Verbouwing"})
    ]
    assert kinds(closed=(DayRange(date(2027, 1, 5), date(2027, 1, 6)),)) == []


def test_place_and_room_that_are_no_longer_used() -> None:
    retired = RoomFacts(name="Zaal 1", is_retired=True)
    place = PlaceFacts("De Haven", HERE, is_retired=True)
    assert kinds(room=retired, place=place) == ["place_retired", "room_retired"]


def test_room_that_is_too_small_or_lacks_something() -> None:
    assert kinds(room=ROOM, seats=13) == ["room_too_small"]
    assert kinds(room=ROOM, seats=None) == []
    needed = frozenset({Equipment.PROJECTOR, Equipment.SOUND, Equipment.COMPUTERS})
    assert warnings_of(situation(room=ROOM, equipment=needed)) == [
        PlanningWarning(
            WarningKind.EQUIPMENT_MISSING, {"room": "Zaal 1", "equipment": (Equipment.COMPUTERS, Equipment.SOUND)}
        )
    ]


def test_how_many_lead_it() -> None:
    alice, bob = person(), person(id=2, name="Bob")
    assert kinds(staff_min=0) == []
    assert kinds(staff_min=1) == ["no_staff"]
    assert kinds(staff_min=2, people=(alice,)) == ["too_few_staff"]
    assert kinds(staff_min=1, staff_max=1, people=(alice, bob)) == ["too_many_staff"]
    assert kinds(staff_min=2, staff_max=2, people=(alice, bob)) == []


def test_what_those_who_lead_it_are_not_good_at() -> None:
    needed = frozenset({Skill.NT2, Skill.DIGITAL})
    alice, bob = person(skills=frozenset({Skill.NT2})), person(id=2, skills=frozenset({Skill.DIGITAL}))
    assert warnings_of(situation(skills=needed, people=(alice,))) == [
        PlanningWarning(WarningKind.SKILLS_MISSING, {"skills": (Skill.DIGITAL,)})
    ]
    assert kinds(skills=needed, people=(alice, bob)) == []
    assert kinds(skills=needed, staff_min=1) == ["no_staff"]


def test_somebody_who_is_away_or_does_not_work_then() -> None:
    away = person(absences=(DayRange(date(2027, 1, 1), date(2027, 1, 4)),), hours=MONDAY_MORNING)
    assert kinds(people=(away,)) == ["person_away"]
    assert kinds(people=(person(hours=MONDAY_MORNING),)) == []
    assert kinds(people=(person(hours=(Stretch.between(1, time(11), time(18)),)),)) == ["person_not_available"]


def test_too_little_time_to_get_there() -> None:
    needed = travel_minutes(HERE, THERE)
    for minutes, expected in ((needed, []), (needed - 1, ["travel_too_short"]), (0, ["travel_too_short"])):
        before = Elsewhere(
            starts_at=local(8),
            ends_at=local(10) - timedelta(minutes=minutes),
            place=PlaceFacts("De Waaier", THERE),
        )
        after = Elsewhere(
            starts_at=local(12) + timedelta(minutes=minutes), ends_at=local(15), place=PlaceFacts("De Waaier", THERE)
        )
        assert kinds(people=(person(elsewhere=(before,)),)) == expected
        assert kinds(people=(person(elsewhere=(after,)),)) == expected


def test_no_travelling_within_a_place_or_to_a_place_of_unknown_position() -> None:
    here = Elsewhere(starts_at=local(8), ends_at=local(10), place=PlaceFacts("De Haven", HERE))
    unknown = Elsewhere(starts_at=local(8), ends_at=local(10), place=PlaceFacts("Thuis"))
    assert kinds(people=(person(elsewhere=(here, unknown)),)) == []


@given(
    st.integers(0, 5),
    st.integers(0, 5),
    st.none() | st.integers(0, 5),
    st.none() | st.integers(0, 30),
    st.integers(1, 30),
)
def test_counts_and_sizes_warn_exactly_when_they_do_not_fit(
    count: int, least: int, most: int | None, seats: int | None, capacity: int
) -> None:
    people = tuple(person(id=number) for number in range(count))
    room = RoomFacts(name="Zaal", capacity=capacity)
    found = set(kinds(people=people, staff_min=least, staff_max=most, seats=seats, room=room))
    assert ("room_too_small" in found) == (seats is not None and seats > capacity)
    assert bool(found & {"no_staff", "too_few_staff"}) == (count < least)
    # Nobody is never too many.
    assert ("too_many_staff" in found) == (most is not None and count > max(most, 0))


def test_every_warning_has_a_sentence_and_every_word_a_dutch_one() -> None:
    assert SENTENCES.keys() == set(WarningKind)
    assert (SKILLS.keys(), EQUIPMENT.keys(), FACILITATOR_KINDS.keys()) == (
        set(Skill),
        set(Equipment),
        set(FacilitatorKind),
    )
    dutch = translator("nl").translations
    words = [*SENTENCES.values(), *SKILLS.values(), *EQUIPMENT.values(), *FACILITATOR_KINDS.values()]
    assert [word for word in words if dutch.gettext(word) == word and word not in {"Projector", "Tablets"}] == []


def test_warning_in_words() -> None:
    warning = PlanningWarning(WarningKind.EQUIPMENT_MISSING, {"room": "Zaal 1", "equipment": (Equipment.SOUND,)})
    assert in_words(warning, translator("en")) == "Missing in Zaal 1: Sound system."
    assert in_words(warning, translator("nl")) == "In Zaal 1 ontbreekt: Geluidsinstallatie."


@pytest.mark.usefixtures("database")
class TestReading:
    async def test_warnings_of_sessions_in_the_database(self) -> None:
        edition = await an_edition()
        await needs(edition, least=2)
        await execute("UPDATE activity SET skills = '{nt2}', equipment = '{sound}'")
        session = await a_session(edition=edition, starts_in=timedelta(days=10))
        room = "INSERT INTO room (location, name, capacity) VALUES ($1, 'Zaal 1', 5)"
        await execute(room, edition.location)
        await execute("UPDATE session SET room = (SELECT id FROM room), capacity = 6")
        hours = OpeningHoursDetails(weekday=1, opens_at=time(3), closes_at=time(3, 30))
        sql = "INSERT INTO opening_hours (location, weekday, opens_at, closes_at) VALUES ($1, $2, $3, $4)"
        await execute(sql, edition.location, hours.weekday, hours.opens_at, hours.closes_at)
        alice = await a_facilitator(edition)
        await set_hours(facilitator=alice, hours=[HoursDetails(weekday=1, starts_at=time(3), ends_at=time(3, 30))])
        await assign(session=session, facilitator=alice)

        found = await warnings_for([session])

        assert [warning.kind.value for warning in found[session]] == [
            "outside_hours", "room_too_small", "equipment_missing", "too_few_staff", "skills_missing",
            "person_not_available",
        ]  # fmt: skip
        day = (datetime.now(UTC) + timedelta(days=10)).date()
        days = AbsenceDetails(first_day=day - timedelta(days=1), last_day=day + timedelta(days=1))
        await add_absence(facilitator=alice, details=days)
        assert (await warnings_for([session]))[session][-1] == PlanningWarning(
            WarningKind.PERSON_AWAY, {"person": "Alice"}
        )

    async def test_travelling_between_sessions_in_the_database(self) -> None:
        edition, other = await an_edition(), await an_edition()
        await execute("UPDATE location SET latitude = 51.92, longitude = 4.48 WHERE id = $1", edition.location)
        await execute("UPDATE location SET latitude = 51.95, longitude = 4.60 WHERE id = $1", other.location)
        await same_library()
        first = await a_session(edition=edition, starts_in=timedelta(days=3))
        second = await a_session(edition=other, starts_in=timedelta(days=3, hours=2, minutes=5))
        alice = await a_facilitator(edition)
        for session in (first, second):
            await assign(session=session, facilitator=alice)

        found = await warnings_for([first, second])

        assert [[each.kind.value for each in found[session]] for session in (first, second)] == [
            ["travel_too_short"],
            ["travel_too_short"],
        ]
        assert found[first][0].details["minutes"] == 5

    async def test_cancelled_and_unknown_sessions_have_none(self) -> None:
        edition = await an_edition()
        await needs(edition, least=2)
        session, unknown = await a_session(edition=edition), uuid4()
        await execute("UPDATE session SET state = 'cancelled'")
        assert await warnings_for([session, unknown]) == {session: [], unknown: []}

    @pytest.mark.parametrize("count", [1, 3])
    async def test_as_many_queries_for_three_sessions_as_for_one(
        self, count: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        edition = await an_edition()
        sessions = [await a_session(edition=edition, starts_in=timedelta(days=day + 1)) for day in range(count)]
        alice = await a_facilitator(edition)
        for session in sessions:
            await assign(session=session, facilitator=alice)
        queries = count_queries(monkeypatch)

        await warnings_for(sessions)

        assert len(queries) == 5
