from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places.closure_calendar import MAX_BYTES, MAX_EVENTS, read_closures
from places.vocabulary import SchoolRegion
from tabular.errors import BadLines, FileTooLarge, NotUtf8, UnusableFile
from tests.places.calendars import AUTUMN_NORTH, AUTUMN_SOUTH, CHRISTMAS, calendar, event

AMSTERDAM = "Europe/Amsterdam"


def days(*lines: str, zone: str = AMSTERDAM) -> tuple[date, date]:
    found = read_closures(calendar(event("a", "A", *lines)), zone)[0]
    return found.first_day, found.last_day


def mistakes(source: bytes) -> list[str]:
    with pytest.raises(BadLines) as caught:
        read_closures(source, AMSTERDAM)
    return [str(line) for line in caught.value.lines]


def test_malformed_calendar_gives_its_events() -> None:
    north, south, christmas = read_closures(calendar(AUTUMN_NORTH, AUTUMN_SOUTH, CHRISTMAS), AMSTERDAM)

    assert (north.name, north.first_day, north.last_day) == ("Herfst & zo", date(2027, 10, 16), date(2027, 10, 24))
    assert (north.uid, north.line, north.regions) == ("autumn-noord", 8, (SchoolRegion.NOORD,))
    assert south.regions == (SchoolRegion.ZUID,)
    assert (christmas.first_day, christmas.last_day) == (date(2027, 12, 25), date(2028, 1, 9))
    assert (christmas.name, christmas.regions, christmas.is_national) == ("Kerst", (), True)


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        (["DTSTART;VALUE=DATE:20270301"], "2027-03-01", "2027-03-01"),
        (["DTSTART:20270301"], "2027-03-01", "2027-03-01"),
        (["DTSTART;VALUE=DATE:20270301", "DTEND;VALUE=DATE:20270303"], "2027-03-01", "2027-03-02"),
        (["DTSTART;VALUE=DATE:20270301", "DTEND;VALUE=DATE:20270301"], "2027-03-01", "2027-03-01"),
        (["DTSTART;VALUE=DATE:20270301", "DURATION:P2D"], "2027-03-01", "2027-03-02"),
        (["DTSTART:20270301T100000", "DTEND:20270303T000000"], "2027-03-01", "2027-03-02"),
        (["DTSTART:20270301T100000"], "2027-03-01", "2027-03-01"),
        (["DTSTART:20270301T233000Z", "DURATION:PT1H"], "2027-03-02", "2027-03-02"),
        (["DTSTART;TZID=Asia/Tokyo:20270301T010000"], "2027-02-28", "2027-02-28"),
        (["DTSTART;TZID=Nowhere/City:20270301T010000"], "2027-03-01", "2027-03-01"),
        (["DTSTART:20270301T100000", "DTEND;VALUE=DATE:20270303"], "2027-03-01", "2027-03-02"),
        (["DTSTART;VALUE=DATE:20270301", "DTSTART;VALUE=DATE:20270401"], "2027-03-01", "2027-03-01"),
    ],
)
def test_days_of_an_event(lines: list[str], first: str, last: str) -> None:
    assert days(*lines) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("lines", "field", "reason"),
    [
        ([], "DTSTART", "This event has no date."),
        (["DTSTART;VALUE=DATE:20270230"], "DTSTART", "This is not a date."),
        (["DTSTART:tomorrow"], "DTSTART", "This is not a date."),
        (["DTSTART;VALUE=TIME:100000"], "DTSTART", "This is not a date."),
        (["DTSTART:02270301"], "DTSTART", "This date is not between the years 1970 and 2200."),
        (["DTSTART:20270301", "DTEND:99991231"], "DTEND", "This date is not between the years 1970 and 2200."),
        (["DTSTART:20270301", "DTEND:20270228"], "DTEND", "The last day is before the first."),
        (["DTSTART:20270301T100000Z", "DTEND:20270301T090000Z"], "DTEND", "The last day is before the first."),
        (["DTSTART:20270301", "DURATION:-P2D"], "DURATION", "The last day is before the first."),
        (["DTSTART:20270301", "DURATION:P99999999W"], "DURATION", "A closure lasts 366 days at most."),
        (["DTSTART:20270301", "DURATION:soon"], "DURATION", "This is not a date."),
        (["DTSTART:20270301", "DTEND:20290301"], "DTEND", "A closure lasts 366 days at most."),
        (
            ["DTSTART:20270301", "RRULE:FREQ=SECONDLY"],
            "RRULE",
            "This event repeats itself. Give each closure its own event.",
        ),
    ],
)
def test_event_refused(lines: list[str], field: str, reason: str) -> None:
    assert mistakes(calendar(AUTUMN_NORTH, event("bad", "Bad", *lines))) == [f"line 20: bad {field}: {reason}"]


@pytest.mark.parametrize(
    ("uid", "summary", "regions", "name"),
    [
        ("a", "Zomer (Regio Noord)", ["noord"], "Zomer"),
        ("a", "Zomer (midden en zuid)", ["midden", "zuid"], "Zomer"),
        ("a", "Zomer (advies)", [], "Zomer (advies)"),
        ("a", "Zomervakantie regio Zuid 2027", ["zuid"], "Zomervakantie regio Zuid 2027"),
        ("summer-2027-midden@example.org", "Zomer", ["midden"], "Zomer"),
        ("summer", "Zuidplein dicht", [], "Zuidplein dicht"),
        ("summer-2027-noord", "Zomer (heel Nederland)", [], "Zomer"),
    ],
)
def test_regions_of_an_event(uid: str, summary: str, regions: list[str], name: str) -> None:
    found = read_closures(calendar(event(uid, summary, "DTSTART:20270301")), AMSTERDAM)[0]

    assert (list(found.regions), found.name) == (regions, name)


def test_event_without_uid_name_or_end() -> None:
    start = "DTSTART:20270301"
    source = calendar(event("", "A", start), event("b", "", start), event("c" * 256, "C", start), "BEGIN:VEVENT\r\n")

    assert mistakes(source) == [
        "line 8: UID: This event has no UID, so a next import could not recognise it.",
        "line 19: b SUMMARY: This must be filled in.",
        "line 30: UID: The UID has more than 255 characters.",
        "line 41: VEVENT: This event has no END:VEVENT.",
    ]


def test_uid_that_stands_twice() -> None:
    assert mistakes(calendar(CHRISTMAS, CHRISTMAS)) == ["line 20: UID: christmas-all is already on line 8."]


def test_more_events_than_allowed() -> None:
    events = "".join(f"BEGIN:VEVENT\nUID:{n}\nSUMMARY:x\nDTSTART:20270301\nEND:VEVENT\n" for n in range(MAX_EVENTS + 1))

    assert mistakes(f"BEGIN:VCALENDAR\n{events}".encode()) == [
        f"line {2 + MAX_EVENTS * 5}: VEVENT: The calendar has more than 5000 events."
    ]


def test_file_that_is_no_calendar() -> None:
    assert mistakes(b"key,name\n") == [
        "line 1: This is not a calendar file (.ics): it does not start with BEGIN:VCALENDAR."
    ]
    with pytest.raises(NotUtf8):
        read_closures(b"BEGIN:VCALENDAR\n\xff", AMSTERDAM)
    with pytest.raises(FileTooLarge):
        read_closures(b"x" * (MAX_BYTES + 1), AMSTERDAM)


_NAMES = ["DTSTART", "DTEND", "DURATION", "UID", "SUMMARY", "STATUS", "DTSTART;VALUE=DATE", "DTSTART;TZID=x", "BEGIN"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(_NAMES), st.text(max_size=20) | st.sampled_from(["20270301", "P1D", "VALARM", "P1W"])
        ),
        max_size=6,
    )
)
def test_any_event_is_read_or_refused(properties: list[tuple[str, str]]) -> None:
    body = "\r\n".join(f"{name}:{value}" for name, value in properties)
    source = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{body}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

    try:
        found = read_closures(source.encode(), AMSTERDAM)
    except UnusableFile:
        return
    assert all(each.first_day <= each.last_day for each in found)
