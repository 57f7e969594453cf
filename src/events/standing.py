"""Whether somebody can still have a place, and which: one rule for lists, pages, the API and for signing up itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from events.capacity import Seats
from events.errors import Full, PartyTooLarge, RegistrationClosed, RegistrationNotOpen
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
    NOT_YET_OPEN = "not_yet_open"
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
    :ivar opens_at: aware; from when people can sign up online, None for at once. `closes_at` until when.
    """

    form: Form
    is_on: bool
    joins_at: datetime | None
    has_met: bool
    waiting_list: bool
    seats: Seats
    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def is_going_on(self, now: datetime) -> bool:
        """Whether somebody who comes in now can still take part. `now` is aware.

        A fixed group that met before takes nobody in any more.
        """
        is_late = self.joins_at is None or self.joins_at <= now or (self.has_met and self.form is Form.COHORT)
        return self.is_on and not is_late

    def availability(self, now: datetime, party_size: int = 1, *, at_desk: bool = False) -> Availability:
        """Nobody passes the queue (see Seats.take). The desk does not mind when people can sign up online.

        `now` is aware.
        """
        if not self.is_going_on(now) or (not at_desk and self.closes_at is not None and self.closes_at <= now):
            return Availability.CLOSED
        if not at_desk and self.opens_at is not None and self.opens_at > now:
            return Availability.NOT_YET_OPEN
        if self.seats.take(party_size, at_desk=at_desk):
            return Availability.OPEN
        return Availability.WAITING_LIST if self.waiting_list else Availability.FULL

    def decide(self, now: datetime, party_size: int, *, at_desk: bool = False) -> RegistrationState:
        """CONFIRMED, or WAITING behind those who came before.

        Raises RegistrationClosed, RegistrationNotOpen, PartyTooLarge and Full.
        """
        availability = self.availability(now, party_size, at_desk=at_desk)
        if availability is Availability.CLOSED:
            raise RegistrationClosed
        if availability is Availability.NOT_YET_OPEN:
            raise RegistrationNotOpen(opens_at=self.opens_at.isoformat() if self.opens_at else "")
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
            seats=Seats(
                capacity=row["capacity"], taken=row["seats_taken"], waiting=row["waiting"], held=row["desk_seats"]
            ),
            opens_at=row["registration_opens_at"],
            closes_at=row["registration_closes_at"],
        )


# Of the tables session, edition and activity.
SESSION_STANDING: Final = """
    activity.form, activity.waiting_list, session.capacity, session.seats_taken, session.desk_seats,
    session.starts_at AS joins_at, false AS has_met, edition.registration_opens_at, edition.registration_closes_at,
    session.state = 'scheduled' AND edition.state = 'scheduled' AND activity.state = 'published' AS is_on,
    EXISTS (SELECT FROM registration WHERE registration.session = session.id AND registration.state = 'waiting')::int
        AS waiting
"""
# Of the tables edition and activity; $2 is the present.
EDITION_STANDING: Final = """
    activity.form, activity.waiting_list, edition.capacity, edition.seats_taken, edition.desk_seats,
    edition.registration_opens_at, edition.registration_closes_at,
    (SELECT min(starts_at) FROM session
     WHERE session.edition = edition.id AND session.state = 'scheduled' AND starts_at > $2) AS joins_at,
    EXISTS (SELECT FROM session
            WHERE session.edition = edition.id AND session.state = 'scheduled' AND ends_at <= $2) AS has_met,
    edition.state = 'scheduled' AND activity.state = 'published' AS is_on,
    EXISTS (SELECT FROM registration WHERE registration.edition = edition.id AND registration.state = 'waiting')::int
        AS waiting
"""
