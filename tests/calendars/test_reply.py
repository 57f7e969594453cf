from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.errors import UnreadableReplyError
from calendars.reply import LONGEST, Answer, Reply, read_reply

UID = "5b0c7a52-6f0f-4d5e-9f0f-3a1d2c4b5e6f"


def calendar(*events: str, method: str = "REPLY") -> str:
    inside = "\r\n".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\n{inside}\r\nEND:VCALENDAR\r\n"


def event(*more: str, attendee: str = "ATTENDEE;PARTSTAT=DECLINED:mailto:alice@reader.example") -> str:
    return "\r\n".join((f"UID:{UID}", "SEQUENCE:2", attendee, *more))


def occurrence(text: str) -> datetime | None:
    return read_reply(calendar(event(text))).answers[0].occurrence


def test_answer_says_who_does_what() -> None:
    reply = read_reply(calendar(event("DTSTAMP:20270101T100000Z", "COMMENT:Ik ben ziek\\, sorry")))

    answer = Answer(uid=UID, sequence=2, occurrence=None, participation={"alice@reader.example": "DECLINED"})
    assert reply == Reply("REPLY", (answer,))


@pytest.mark.parametrize(
    "attendee",
    [
        'ATTENDEE;CN="Jansen; Alice";PARTSTAT=declined:MAILTO:Alice@Reader.Example',
        "ATTENDEE;PARTSTAT=DECLINED;X-RESPONSE-COMMENT=ja:mailto:alice%40reader.example",
        "ATTENDEE;PARTSTAT=DECLI\r\n NED:mailto:alice@reader.exa\r\n mple",
        "attendee;partstat=DECLINED:mailto:alice@reader.example",
    ],
)
def test_attendee_is_read_as_clients_write_it(attendee: str) -> None:
    [answer] = read_reply(calendar(event(attendee=attendee))).answers

    assert answer.participation == {"alice@reader.example": "DECLINED"}


def test_occurrence_is_read_in_each_form() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    start = datetime(2027, 3, 30, 10, tzinfo=amsterdam)

    assert occurrence("RECURRENCE-ID:20270330T080000Z") == start.astimezone(UTC)
    assert occurrence("RECURRENCE-ID;TZID=Europe/Amsterdam:20270330T100000") == start
    assert occurrence("RECURRENCE-ID;TZID=W. Europe Standard Time:20270330T100000") == datetime(2027, 3, 30, 10)  # noqa: DTZ001


def test_proposal_of_another_time_is_a_counter() -> None:
    assert read_reply(calendar(event(), method="COUNTER")).method == "COUNTER"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no calendar",
        calendar(event(), method="REQUEST"),
        calendar(event(), method="CANCEL"),
        calendar(),
        calendar("SEQUENCE:1\r\nATTENDEE:mailto:alice@reader.example"),
        calendar(event(), event().replace(UID, "another")),
        calendar(event("SEQUENCE:-1")),
        calendar(event("SEQUENCE:" + "9" * 400)),
        calendar(event("RECURRENCE-ID:20279999T999999Z")),
        calendar(event("RECURRENCE-ID;VALUE=DATE:20270330")),
        calendar(event("END:VALARM")),
        calendar(*[event()] * 51),
        calendar(event("X" * LONGEST)),
    ],
)
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(UnreadableReplyError):
        read_reply(text)


def test_attendee_of_a_component_within_the_event_does_not_count() -> None:
    alarm = "BEGIN:VALARM\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@reader.example\r\nEND:VALARM"

    [answer] = read_reply(calendar(event(alarm))).answers

    assert answer.participation == {"alice@reader.example": "DECLINED"}


@given(st.text() | st.text(alphabet='BEGIN:VCALENDARVEVENTUIDMETHODREPLY;=\r\n "\\', max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    for each in (text, calendar(text), calendar(event(text))):
        try:
            read_reply(each)
        except UnreadableReplyError:
            continue
