"""Whether somebody can still have a place, and which: one rule for lists, pages, the API and for signing up itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from events.capacity import Seats
from events.errors import Full, PartyTooLarge, RegistrationClosed
from events.forms import is_online, target_of
from events.vocabulary import Form, RegistrationPolicy, RegistrationState


class WayIn(StrEnum):
    """How people take part."""

    WALK_IN = "walk_in"
    PHONE = "phone"
    DESK = "desk"
    ELSEWHERE = "elsewhere"
    ONLINE = "online"


class Availability(StrEnum):
    OPEN = "open"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    CLOSED = "closed"


def way_in(form: Form, policy: RegistrationPolicy, registration_url: str | None) -> WayIn:
    if form is Form.WALK_IN or policy is RegistrationPolicy.NONE:
        return WayIn.WALK_IN
    if policy is RegistrationPolicy.PHONE:
        return WayIn.PHONE
    if policy is RegistrationPolicy.EXTERNAL and registration_url:
        return WayIn.ELSEWHERE
    return WayIn.ONLINE if target_of(form) is not None and is_online(policy) else WayIn.DESK


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a session, or an edition that people sign up for as a whole, stands at a moment.

    :ivar is_on: published, and not cancelled.
    :ivar joins_at: aware; when the session starts, or the next meeting of the edition. None when none is to come.
    :ivar has_met: an earlier meeting of the edition was held.
    """

    form: Form
    is_on: bool
    joins_at: datetime | None
    has_met: bool
    waiting_list: bool
    seats: Seats

    def availability(self, now: datetime, party_size: int = 1) -> Availability:
        """Nobody passes the queue: while people wait a newcomer waits too, also when the free seats would fit.

        A fixed group that met before takes nobody in any more. `now` is aware.
        """
        is_late = self.joins_at is None or self.joins_at <= now or (self.has_met and self.form is Form.COHORT)
        if is_late or not self.is_on:
            return Availability.CLOSED
        if self.seats.fit(party_size) and not self.seats.waiting:
            return Availability.OPEN
        return Availability.WAITING_LIST if self.waiting_list else Availability.FULL

    def decide(self, now: datetime, party_size: int) -> RegistrationState:
        """CONFIRMED, or WAITING behind those who came before. Raises RegistrationClosed, PartyTooLarge and Full."""
        availability = self.availability(now, party_size)
        if availability is Availability.CLOSED:
            raise RegistrationClosed
        if self.seats.capacity is not None and party_size > self.seats.capacity:
            raise PartyTooLarge(field="party_size", seats=self.seats.capacity)
        if availability is Availability.FULL:
            raise Full
        return RegistrationState.CONFIRMED if availability is Availability.OPEN else RegistrationState.WAITING

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """:param row: has what SESSION_STANDING or EDITION_STANDING selects."""
        return cls(
            form=Form(row["form"]),
            is_on=row["is_on"],
            joins_at=row["joins_at"],
            has_met=row["has_met"],
            waiting_list=row["waiting_list"],
            seats=Seats(capacity=row["capacity"], taken=row["seats_taken"], waiting=row["waiting"]),
        )


# Of the tables session, edition and activity.
SESSION_STANDING: Final = """
    activity.form, activity.waiting_list, session.capacity, session.seats_taken, session.starts_at AS joins_at,
    false AS has_met,
    session.state = 'scheduled' AND edition.state = 'scheduled' AND activity.state = 'published' AS is_on,
    (SELECT count(*) FROM registration WHERE registration.session = session.id AND registration.state = 'waiting')
        AS waiting
"""
# Of the tables edition and activity; $2 is the present.
EDITION_STANDING: Final = """
    activity.form, activity.waiting_list, edition.capacity, edition.seats_taken,
    (SELECT min(starts_at) FROM session
     WHERE session.edition = edition.id AND session.state = 'scheduled' AND starts_at > $2) AS joins_at,
    EXISTS (SELECT FROM session
            WHERE session.edition = edition.id AND session.state = 'scheduled' AND ends_at <= $2) AS has_met,
    edition.state = 'scheduled' AND activity.state = 'published' AS is_on,
    (SELECT count(*) FROM registration WHERE registration.edition = edition.id AND registration.state = 'waiting')
        AS waiting
"""
