from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
import vobject
from ical.calendar_stream import IcsCalendarStream

from calendars.errors import UnknownTimezoneError
from calendars.feed import Feed, assemble
from calendars.vevent import Link, render_vevent
from calendars.vtimezone import vtimezone
from tests.calendars.examples import FIXTURES, amsterdam, event, properties

AGENDA = Feed(name="Bibliotheek; Rotterdam", description="Alles\nin de buurt", refresh=timedelta(minutes=90))
SUMMER_AND_WINTER = (amsterdam(2027, 3, 27, 10), amsterdam(2027, 3, 28, 10), amsterdam(2027, 10, 31, 10))


def fixture_events() -> dict[str, list[bytes]]:
    """Return the events of each fixture: one file for each way in which a calendar has gone wrong somewhere."""
    second_pass = datetime(2027, 10, 31, 1, tzinfo=UTC)
    course = Link(url="https://example.org/learn/klik", title='De "basis": klik, tik', media_type="text/html")
    return {
        "summer-shown-an-hour-late.ics": [
            render_vevent(event(uid=f"day-{number}", starts_at=starts_at))
            for number, starts_at in enumerate(SUMMER_AND_WINTER)
        ],
        "doubled-hour-read-as-the-other-pass.ics": [render_vevent(event(starts_at=second_pass))],
        "backslash-n-taken-for-a-line-break.ics": [render_vevent(event(description="C:\\New\\notes\nKlaar"))],
        "line-separator-taken-for-a-line-end.ics": [render_vevent(event(summary="Lezing\u2028METHOD:CANCEL"))],
        "quotes-in-a-link-label.ics": [render_vevent(event(links=(course,)))],
        "fold-inside-a-character.ics": [render_vevent(event(summary="😀é" * 30))],
        "cancelled-but-still-shown.ics": [render_vevent(event(sequence=3, status="CANCELLED"))],
        "empty-calendar-refused.ics": [],
    }


@pytest.mark.parametrize("name", fixture_events())
def test_assemble_gives_the_fixture_to_the_byte(name: str) -> None:
    assert assemble(AGENDA, fixture_events()[name], {"Europe/Amsterdam"}) == (FIXTURES / name).read_bytes()


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.ics")), ids=lambda path: path.stem)
def test_assemble_fixture_is_read_the_same_by_three_parsers(path: Path) -> None:
    text = path.read_bytes().decode()

    by_icalendar = icalendar.Calendar.from_ical(text)
    by_vobject = vobject.readOne(text, validate=True)
    by_ical = IcsCalendarStream.calendar_from_ics(text)

    summaries = [str(each["SUMMARY"]) for each in by_icalendar.events]
    assert [each.errors for each in by_icalendar.walk()] == [[] for _ in by_icalendar.walk()]
    assert [each.summary.value for each in by_vobject.vevent_list] == summaries
    assert [each.summary for each in by_ical.events] == summaries


def test_assemble_writes_header_zones_and_events_in_that_order() -> None:
    stored = [render_vevent(event(uid="b")), render_vevent(event(uid="a", timezone="America/New_York"))]

    body = assemble(AGENDA, iter(stored), ["Europe/Amsterdam", "America/New_York", "Europe/Amsterdam"])

    header = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Leeragenda//NONSGML Leeragenda//EN",
        "CALSCALE:GREGORIAN",
        "NAME:Bibliotheek\\; Rotterdam",
        "X-WR-CALNAME:Bibliotheek\\; Rotterdam",
        "DESCRIPTION:Alles\\nin de buurt",
        "X-WR-CALDESC:Alles\\nin de buurt",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H30M",
        "X-PUBLISHED-TTL:PT1H30M",
        "",
    ]
    zones = [vtimezone("America/New_York"), vtimezone("Europe/Amsterdam")]
    assert body == b"".join(["\r\n".join(header).encode(), *zones, *stored, b"END:VCALENDAR\r\n"])


def test_assemble_without_description_says_none() -> None:
    body = assemble(Feed(name="Agenda"), [render_vevent(event())], ["Europe/Amsterdam"])

    assert [each.name for each in properties(body) if "DESC" in each.name] == []


def test_assemble_zones_that_are_written_in_utc_have_no_vtimezone() -> None:
    body = assemble(AGENDA, [render_vevent(event(timezone="UTC"))], ["UTC", "Africa/Casablanca"])

    assert b"VTIMEZONE" not in body


def test_assemble_zone_that_no_event_uses_is_left_out() -> None:
    body = assemble(AGENDA, [render_vevent(event())], ["Europe/Amsterdam", "America/New_York"])

    assert [each.value for each in properties(body) if each.name == "TZID"] == ["Europe/Amsterdam"]


def test_assemble_of_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UnknownTimezoneError):
        assemble(AGENDA, [render_vevent(event())], ["Europe/Rotterdam"])


def test_assemble_without_events_holds_one_day_in_1970() -> None:
    (read,) = icalendar.Calendar.from_ical(assemble(AGENDA, [], ["Europe/Amsterdam"])).events

    assert (read.start.isoformat(), str(read["SUMMARY"]), read["TRANSP"]) == (
        "1970-01-01",
        "Bibliotheek; Rotterdam",
        "TRANSPARENT",
    )


def test_assemble_expanded_by_another_library_keeps_ten_in_the_morning() -> None:
    body = (FIXTURES / "summer-shown-an-hour-late.ics").read_bytes()

    occurrences = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between((2027, 1, 1), (2028, 1, 1))

    starts = sorted(each.start.astimezone(UTC) for each in occurrences)
    assert starts == [each.astimezone(UTC) for each in SUMMER_AND_WINTER]
