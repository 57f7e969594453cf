from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from calendars.content import parameter_value
from calendars.errors import InvalidEventError
from calendars.invitation import Address, Participation, render_cancel, render_request
from calendars.recurrence import Weekly
from calendars.vtimezone import vtimezone
from tests.calendars.examples import FIXTURES, amsterdam, event, properties, value, vevent_properties

LIBRARY = Address(email="agenda@example.org", name="Bibliotheek")
ALICE = Address(email="Alice+klik@example.org", name='Alice "Al" de Vries')
FIRST_LESSON = amsterdam(2027, 3, 2, 19, 30)
COURSE = event(uid="course", starts_at=FIRST_LESSON)
MOVED_LESSON = event(uid="course", starts_at=amsterdam(2027, 4, 7, 10))
SENT = datetime(2026, 12, 1, 8, tzinfo=UTC)


def people(ics: bytes) -> list[tuple[str, str, str]]:
    return [tuple(each) for each in properties(ics) if each.name in ("ORGANIZER", "ATTENDEE")]  # type: ignore[misc]


def test_render_request_asks_one_person() -> None:
    rendered = render_request(event(), LIBRARY, ALICE, 2, stamped_at=SENT)

    assert people(rendered) == [
        ("ORGANIZER", ";CN=Bibliotheek", "mailto:agenda@example.org"),
        (
            "ATTENDEE",
            ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Alice 'Al' de Vries;RSVP=TRUE",
            "mailto:Alice+klik@example.org",
        ),
    ]
    assert [value(rendered, name) for name in ("METHOD", "SEQUENCE", "STATUS", "DTSTAMP", "LAST-MODIFIED")] == [
        "REQUEST",
        "2",
        "CONFIRMED",
        "20261201T080000Z",
        "20261122T093000Z",
    ]


def test_render_request_carries_the_zone_of_the_event() -> None:
    assert vtimezone("Europe/Amsterdam") in render_request(event(), LIBRARY, ALICE, 0)


def test_render_request_in_utc_carries_no_zone() -> None:
    assert b"VTIMEZONE" not in render_request(event(timezone="UTC"), LIBRARY, ALICE, 0)


@pytest.mark.parametrize("participation", ["ACCEPTED", "NEEDS-ACTION", "TENTATIVE"])
def test_render_request_says_how_the_person_takes_part(participation: Participation) -> None:
    rendered = render_request(event(), LIBRARY, ALICE, 0, participation=participation)

    assert f";PARTSTAT={participation};" in people(rendered)[1][1]


def test_render_request_without_a_name_has_no_cn() -> None:
    rendered = render_request(event(), Address(email="a@example.org"), Address(email="b@example.org", name=" "), 0)

    assert ["CN=" in parameters for _, parameters, _ in people(rendered)] == [False, False]


def test_render_request_of_a_cancelled_event_is_refused() -> None:
    with pytest.raises(InvalidEventError, match="status"):
        render_request(event(status="CANCELLED"), LIBRARY, ALICE, 1)


def test_render_request_of_a_series_has_the_rule_and_no_dates() -> None:
    rendered = render_request(COURSE, LIBRARY, ALICE, 0, repeats=Weekly(interval=2, count=3))

    occurrences = recurring_ical_events.of(icalendar.Calendar.from_ical(rendered)).between(2027, 2028)
    assert [each.start.astimezone(UTC) for each in occurrences] == [
        datetime(2027, 3, 2, 18, 30, tzinfo=UTC),
        datetime(2027, 3, 16, 18, 30, tzinfo=UTC),
        datetime(2027, 3, 30, 17, 30, tzinfo=UTC),
    ]
    rules = [tuple(each) for each in vevent_properties(rendered) if each.name in ("RRULE", "RDATE", "EXDATE")]
    assert rules == [("RRULE", "", "FREQ=WEEKLY;INTERVAL=2;COUNT=3")]


def test_render_request_of_one_changed_occurrence_names_its_old_start_alone() -> None:
    rendered = render_request(MOVED_LESSON, LIBRARY, ALICE, 1, replaces=amsterdam(2027, 3, 30, 19, 30))

    assert [tuple(each) for each in vevent_properties(rendered) if each.name in ("RECURRENCE-ID", "RRULE")] == [
        ("RECURRENCE-ID", ";TZID=Europe/Amsterdam", "20270330T193000")
    ]
    assert [value(rendered, name) for name in ("UID", "SEQUENCE")] == ["course", "1"]


def test_render_request_of_one_changed_occurrence_moves_it_within_the_series() -> None:
    series = icalendar.Calendar.from_ical(
        render_request(COURSE, LIBRARY, ALICE, 0, repeats=Weekly(interval=2, count=3))
    )
    change = render_request(MOVED_LESSON, LIBRARY, ALICE, 1, replaces=amsterdam(2027, 3, 30, 19, 30))

    series.subcomponents += icalendar.Calendar.from_ical(change).events

    occurrences = recurring_ical_events.of(series).between(2027, 2028)
    assert sorted(f"{each.start:%d-%m %H:%M}" for each in occurrences) == ["02-03 19:30", "07-04 10:00", "16-03 19:30"]


def test_render_request_of_an_occurrence_that_repeats_is_refused() -> None:
    with pytest.raises(InvalidEventError, match="repeats"):
        render_request(COURSE, LIBRARY, ALICE, 0, repeats=Weekly(interval=1, count=3), replaces=FIRST_LESSON)


def test_render_request_of_a_series_without_local_time_is_refused() -> None:
    with pytest.raises(InvalidEventError, match="repeats"):
        render_request(event(timezone="UTC"), LIBRARY, ALICE, 0, repeats=Weekly(interval=1, count=3))


def test_render_cancel_takes_the_event_from_one_person() -> None:
    rendered = render_cancel(event(), LIBRARY, ALICE, 3, stamped_at=SENT)

    assert [value(rendered, name) for name in ("METHOD", "SEQUENCE", "STATUS", "DTSTAMP", "UID")] == [
        "CANCEL",
        "3",
        "CANCELLED",
        "20261201T080000Z",
        event().uid,
    ]
    assert [(name, address) for name, _, address in people(rendered)] == [
        ("ORGANIZER", "mailto:agenda@example.org"),
        ("ATTENDEE", "mailto:Alice+klik@example.org"),
    ]
    assert b"RSVP" not in rendered


def test_render_cancel_of_one_occurrence_names_it() -> None:
    rendered = render_cancel(MOVED_LESSON, LIBRARY, ALICE, 2, replaces=amsterdam(2027, 3, 30, 19, 30))

    assert value(rendered, "RECURRENCE-ID") == "20270330T193000"


def test_render_cancel_with_the_first_sequence_is_refused() -> None:
    with pytest.raises(InvalidEventError, match="sequence"):
        render_cancel(event(), LIBRARY, ALICE, 0)


@pytest.mark.parametrize("name", ["second-appointment-after-a-change.ics", "cancellation-that-adds-an-appointment.ics"])
def test_render_fixture_is_given_to_the_byte_and_keeps_the_uid(name: str) -> None:
    rendered = {
        "second-appointment-after-a-change.ics": render_request(event(), LIBRARY, ALICE, 1),
        "cancellation-that-adds-an-appointment.ics": render_cancel(event(), LIBRARY, ALICE, 2),
    }[name]

    assert rendered == (FIXTURES / name).read_bytes()
    assert value(rendered, "UID") == event().uid


@settings(deadline=None)
@given(st.text(), st.text())
def test_render_request_any_name_and_address_are_one_attendee(name: str, local_part: str) -> None:
    attendee = Address(email=f"{local_part}@example.org", name=name)

    rendered = render_request(event(), LIBRARY, attendee, 0)

    (read,) = icalendar.Calendar.from_ical(rendered).events
    assert str(read["ATTENDEE"].params.get("CN", "")) == parameter_value(name)
    assert [each.name for each in properties(rendered)].count("ATTENDEE") == 1
    assert str(read["ATTENDEE"]).isascii()


@pytest.mark.parametrize("series", [None, Weekly(interval=1, count=6)])
def test_render_request_is_read_by_vobject_and_ical(series: Weekly | None) -> None:
    rendered = render_request(COURSE, LIBRARY, ALICE, 0, repeats=series).decode()

    by_vobject = vobject.readOne(rendered, validate=True)
    (by_ical,) = IcsCalendarStream.calendar_from_ics(rendered).events

    assert by_vobject.vevent.attendee.value == "mailto:Alice+klik@example.org"
    assert by_vobject.vevent.dtstart.value - FIRST_LESSON == timedelta()
    assert [each.uri for each in by_ical.attendees] == ["mailto:Alice+klik@example.org"]
