from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from calendars.content import clean_line, clean_text, parameter_value
from calendars.errors import InvalidEventError, UnknownTimezoneError
from calendars.feed import Feed, assemble
from calendars.vevent import Link, is_zoned, render_vevent
from tests.calendars.examples import amsterdam, event, properties, unescaped, value

AUTUMN = datetime(2027, 10, 31, tzinfo=UTC)
COURSE = Link(url="https://example.org/learn/klik", title="Klik & Tik", media_type="text/html")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def feed_of(rendered: bytes, *timezones: str) -> bytes:
    return assemble(Feed(name="Agenda"), [rendered], timezones)


def test_render_vevent_with_only_what_it_needs() -> None:
    assert render_vevent(event()).decode().split("\r\n") == [
        "BEGIN:VEVENT",
        "UID:5f0c1c1e-3d2b-4a54-9a3c-6f1d2c3b4a59",
        "DTSTAMP:20261122T093000Z",
        "LAST-MODIFIED:20261122T093000Z",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "DTSTART;TZID=Europe/Amsterdam:20270112T100000",
        "DTEND;TZID=Europe/Amsterdam:20270112T120000",
        "SUMMARY:Klik & Tik",
        "END:VEVENT",
        "",
    ]


def test_render_vevent_with_everything_it_can_have() -> None:
    rendered = render_vevent(
        event(
            created_at=datetime(2026, 11, 1, tzinfo=UTC),
            status="CANCELLED",
            description="Neem je bril mee.\r\nKosten: geen",
            location="Zaal 3\nHoogstraat 110",
            geo=(-0.0000001, 4.4792),
            url="https://example.org/a b",
            categories=("digitaal", "taal, rekenen", " "),
            links=(COURSE,),
        )
    )

    lines = {each.name: (each.parameters, each.value) for each in properties(rendered)}
    assert [lines[name] for name in ("CREATED", "STATUS", "DESCRIPTION", "LOCATION", "GEO", "URL", "CATEGORIES")] == [
        ("", "20261101T000000Z"),
        ("", "CANCELLED"),
        ("", "Neem je bril mee.\\nKosten: geen"),
        ("", "Zaal 3 Hoogstraat 110"),
        ("", "-0.000000;4.479200"),
        ("", "https://example.org/a%20b"),
        ("", "digitaal,taal\\, rekenen"),
    ]
    assert lines["LINK"] == (
        ";VALUE=URI;LINKREL=related;FMTTYPE=text/html;LABEL=Klik & Tik",
        "https://example.org/learn/klik",
    )


def test_render_vevent_link_relation_that_is_a_uri_is_quoted() -> None:
    link = Link(url="https://example.org/x", title="", relation="https://schema.org/Course")

    (found,) = [each for each in properties(render_vevent(event(links=(link,)))) if each.name == "LINK"]

    assert found.parameters == ';VALUE=URI;LINKREL="https://schema.org/Course"'


@pytest.mark.parametrize("relation", ["", "two words", 'x"y', "a;b", "https://example.org/\r\nX:y"])
def test_link_relation_of_another_form_is_refused(relation: str) -> None:
    with pytest.raises(InvalidEventError, match="relation"):
        Link(url="https://example.org", title="", relation=relation)


@pytest.mark.parametrize("media_type", ["html", "text/html;x", "text/\r\nhtml"])
def test_link_media_type_of_another_form_is_refused(media_type: str) -> None:
    with pytest.raises(InvalidEventError, match="media_type"):
        Link(url="https://example.org", title="", media_type=media_type)


@pytest.mark.parametrize(
    ("starts_at", "written"),
    [
        (amsterdam(2027, 3, 27, 10), "20270327T100000"),
        (amsterdam(2027, 3, 29, 10), "20270329T100000"),
        (datetime(2027, 7, 1, 8, tzinfo=UTC), "20270701T100000"),
        (datetime(2027, 12, 1, 9, tzinfo=UTC), "20271201T100000"),
    ],
)
def test_render_vevent_is_ten_in_the_morning_in_summer_and_winter(starts_at: datetime, written: str) -> None:
    assert value(render_vevent(event(starts_at=starts_at)), "DTSTART") == written


def test_render_vevent_start_in_the_spring_gap_is_written_as_the_clock_shows_it() -> None:
    assert value(render_vevent(event(starts_at=amsterdam(2027, 3, 28, 2, 30))), "DTSTART") == "20270328T033000"


@pytest.mark.parametrize("hours", [0.5, 1.5])
def test_render_vevent_end_in_the_doubled_hour_puts_both_times_in_utc(hours: float) -> None:
    doubled = event(starts_at=AUTUMN - timedelta(hours=1), ends_at=AUTUMN + timedelta(hours=hours))

    assert is_zoned(doubled) is False
    assert [value(render_vevent(doubled), name) for name in ("DTSTART", "DTEND")] == [
        "20271030T230000Z",
        f"{AUTUMN + timedelta(hours=hours):%Y%m%dT%H%M%SZ}",
    ]


def test_render_vevent_over_the_doubled_hour_is_local() -> None:
    night = event(starts_at=AUTUMN - timedelta(hours=1), ends_at=AUTUMN + timedelta(hours=2))

    assert [value(render_vevent(night), name) for name in ("DTSTART", "DTEND")] == [
        "20271031T010000",
        "20271031T030000",
    ]


def test_render_vevent_without_any_summary_has_no_empty_property() -> None:
    assert b"SUMMARY" not in render_vevent(event(summary=" \n"))


@pytest.mark.parametrize("timezone", ["UTC", "Africa/Casablanca"])
def test_render_vevent_zone_without_vtimezone_is_written_in_utc(timezone: str) -> None:
    assert value(render_vevent(event(timezone=timezone)), "DTSTART") == "20270112T090000Z"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"uid": ""}, "uid"),
        ({"uid": "a\nb"}, "uid"),
        ({"sequence": -1}, "sequence"),
        ({"modified_at": datetime(2026, 1, 1)}, "modified_at"),  # noqa: DTZ001
        ({"created_at": datetime(2026, 1, 1)}, "created_at"),  # noqa: DTZ001
        ({"ends_at": amsterdam(2027, 1, 12, 10)}, "ends_at"),
        ({"ends_at": amsterdam(2027, 1, 12, 10, 0, 0, 5)}, "ends_at"),
        ({"geo": (91.0, 0.0)}, "geo"),
        ({"geo": (float("nan"), 0.0)}, "geo"),
    ],
)
def test_event_that_no_calendar_could_show_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidEventError, match=field):
        event(**changes)


def test_event_in_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UnknownTimezoneError):
        event(timezone="Europe/Rotterdam")


@pytest.mark.parametrize("field", ["summary", "description", "location", "url", "category", "label", "link"])
def test_render_vevent_hostile_text_adds_no_property(field: str) -> None:
    evil = "x\r\nATTENDEE:mailto:eve@example.org\u2028METHOD:CANCEL\x00\\nEND:VEVENT"
    changes: dict[str, Any] = {field: evil}
    if field == "category":
        changes = {"categories": (evil,)}
    elif field in ("label", "link"):
        changes = {"links": (Link(url=evil, title="") if field == "link" else Link(url="https://e.org", title=evil),)}

    rendered = render_vevent(event(**changes))

    added = Counter(each.name for each in properties(rendered))
    added.subtract(each.name for each in properties(render_vevent(event())))
    assert set(+added) <= {"DESCRIPTION", "LOCATION", "URL", "CATEGORIES", "LINK"}
    assert added.total() in (0, 1)


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.lists(st.text(), max_size=3))
def test_render_vevent_any_text_comes_back_from_icalendar(
    summary: str, description: str, location: str, categories: list[str]
) -> None:
    given_event = event(summary=summary, description=description, location=location, categories=tuple(categories))

    calendar = icalendar.Calendar.from_ical(feed_of(render_vevent(given_event), "Europe/Amsterdam"))

    (read,) = calendar.events
    assert read.errors == []
    assert str(read.get("SUMMARY", "")) == clean_line(summary)
    assert str(read.get("DESCRIPTION", "")) == clean_text(description).strip()
    assert str(read.get("LOCATION", "")) == clean_line(location)
    assert read.categories == [clean for each in categories if (clean := clean_line(each))]


@settings(deadline=None)
@given(st.text(min_size=1), st.text())
def test_render_vevent_any_text_comes_back_from_vobject(summary: str, description: str) -> None:
    rendered = render_vevent(event(summary=summary, description=description))

    read = vobject.readOne(feed_of(rendered, "Europe/Amsterdam").decode(), validate=True).vevent

    texts = [each.value for name in ("summary", "description") for each in read.contents.get(name, [])]
    assert texts == [text for text in (clean_line(summary), clean_text(description).strip()) if text]


@settings(deadline=None)
@given(st.text(), st.text())
def test_render_vevent_any_text_comes_back_from_ical(summary: str, description: str) -> None:
    rendered = render_vevent(event(summary=summary, description=description, links=(COURSE,)))

    (read,) = IcsCalendarStream.calendar_from_ics(feed_of(rendered, "Europe/Amsterdam").decode()).events

    assert (read.summary or "") == clean_line(summary)
    assert (read.description or "") == clean_text(description).strip()


@settings(deadline=None)
@given(st.text())
def test_render_vevent_any_link_title_comes_back_from_icalendar(title: str) -> None:
    rendered = render_vevent(event(links=(Link(url="https://example.org/x", title=title),)))

    (link,) = icalendar.Event.from_ical(rendered).links

    assert (str(link), link.params.get("LABEL", "")) == ("https://example.org/x", parameter_value(title))


@settings(deadline=None)
@given(moments, st.timedeltas(timedelta(seconds=1), timedelta(days=3)), st.sampled_from(["Europe/Amsterdam", "UTC"]))
def test_render_vevent_any_times_come_back_as_the_same_moments(
    starts_at: datetime, lasts: timedelta, timezone: str
) -> None:
    start, end = starts_at.replace(microsecond=0), (starts_at + lasts).replace(microsecond=0)
    rendered = render_vevent(event(starts_at=start, ends_at=end, timezone=timezone))

    (read,) = icalendar.Calendar.from_ical(feed_of(rendered, timezone)).events

    assert (read.start.astimezone(UTC), read.end.astimezone(UTC)) == (start, end)


def test_render_vevent_description_of_ten_kilobytes_is_whole() -> None:
    description = "Ω;,\\ 😀\n" * 1_000

    rendered = render_vevent(event(description=description))

    assert unescaped(value(rendered, "DESCRIPTION")) == description.strip()
