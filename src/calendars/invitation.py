"""Invitations to one person (iTIP, RFC 5546; carried by mail as iMIP, RFC 6047)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from calendars.content import line, parameter_value, uri_value
from calendars.errors import InvalidEventError
from calendars.feed import message
from calendars.recurrence import Weekly
from calendars.vevent import Event, event_lines, is_zoned, time_line

Participation = Literal["ACCEPTED", "NEEDS-ACTION", "TENTATIVE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A person or office with a mail address; without a name, clients show the address."""

    email: str
    name: str = ""


def render_request(
    event: Event,
    organizer: Address,
    attendee: Address,
    sequence: int,
    *,
    stamped_at: datetime | None = None,
    participation: Participation = "ACCEPTED",
    repeats: Weekly | None = None,
    replaces: datetime | None = None,
) -> bytes:
    """Return the calendar that invites, or tells of a change when an earlier one had the same UID (METHOD:REQUEST).

    `sequence` must rise with every message to this attendee about this UID, and so must `stamped_at` (aware, DTSTAMP;
    by default the event's `modified_at`). `participation` is ACCEPTED because people are asked about what they signed
    up for themselves: Gmail shows it so, Outlook asks anyway. `repeats` makes the event the first of a series;
    `replaces` (aware) is the start that one occurrence had by the series' rule, and makes this about that one alone.

    Raises InvalidEventError for a cancelled event, and for a message about a series and one of its occurrences at once.
    """
    if event.status == "CANCELLED":
        raise InvalidEventError("status: what is cancelled is told with METHOD:CANCEL")
    people = people_lines("REQUEST", organizer, attendee, participation=participation)
    invited = replace(event, sequence=sequence)
    lines = [*event_lines(invited, stamped_at=stamped_at), *_series_lines(invited, repeats, replaces), people]
    return _message("REQUEST", invited, lines)


def render_cancel(
    event: Event,
    organizer: Address,
    attendee: Address,
    sequence: int,
    *,
    stamped_at: datetime | None = None,
    repeats: Weekly | None = None,
    replaces: datetime | None = None,
) -> bytes:
    """Return the calendar that takes the event out of the attendee's calendar (METHOD:CANCEL, RFC 5546, section 3.2.5).

    It says nothing about the event itself, which can go on without this person. The parameters are those of
    render_request; with `replaces` only that occurrence of the series goes.

    Raises InvalidEventError for a sequence of 0, which is not above that of any invitation.
    """
    if sequence < 1:
        raise InvalidEventError("sequence: a cancellation must be above the invitation")
    people = people_lines("CANCEL", organizer, attendee)
    cancelled = replace(event, sequence=sequence, status="CANCELLED")
    lines = [*event_lines(cancelled, stamped_at=stamped_at), *_series_lines(cancelled, repeats, replaces), people]
    return _message("CANCEL", cancelled, lines)


def people_lines(
    method: Literal["REQUEST", "CANCEL"],
    organizer: Address,
    attendee: Address,
    *,
    participation: Participation = "ACCEPTED",
) -> bytes:
    """Return what such a calendar says about people, and nowhere else, as it stands in it."""
    if method == "REQUEST":
        return _organizer_line(organizer) + _attendee_line(attendee, participation, answer=True)
    return _organizer_line(organizer) + _attendee_line(attendee, "NEEDS-ACTION", answer=False)


def _message(method: str, event: Event, lines: list[bytes]) -> bytes:
    vevent = b"".join([line("BEGIN", "VEVENT"), *lines, line("END", "VEVENT")])
    return message(method, [event.timezone] if is_zoned(event) else [], vevent)


def _series_lines(event: Event, repeats: Weekly | None, replaces: datetime | None) -> Iterator[bytes]:
    if repeats:
        if replaces or not is_zoned(event):
            raise InvalidEventError("repeats: one occurrence, or a start without a local time, cannot repeat")
        yield line("RRULE", repeats.rrule)
    if replaces:
        yield time_line("RECURRENCE-ID", replaces, event)


def _organizer_line(address: Address) -> bytes:
    return line("ORGANIZER", _mailto(address), _common_name(address))


def _attendee_line(address: Address, participation: Participation, *, answer: bool) -> bytes:
    parameters = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": participation, **_common_name(address)}
    if answer:
        parameters["RSVP"] = "TRUE"
    return line("ATTENDEE", _mailto(address), parameters)


def _common_name(address: Address) -> dict[str, str]:
    name = parameter_value(address.name)
    return {"CN": name} if name else {}


def _mailto(address: Address) -> str:
    return "mailto:" + uri_value(address.email)
