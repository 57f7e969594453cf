"""Reads who signed up for a session or a group, as the desk sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from database.transaction import fetch, fetch_row
from events.errors import UnknownEdition, UnknownRegistration, UnknownSession
from events.forms import desk_target_of, has_intake
from events.vocabulary import Form, Participation, RegistrationState, RegistrationTarget

_ACTIVITY: Final = """
activity.form, activity.organisation, activity.slug, location.name AS place, location.timezone
FROM edition JOIN activity ON activity.id = edition.activity
"""
_SESSION: Final = f"""
SELECT session.id, session.edition, coalesce(session.title, activity.title) AS title,
    session.starts_at AT TIME ZONE location.timezone AS starts_at,
    session.ends_at AT TIME ZONE location.timezone AS ends_at,
    session.capacity, session.seats_taken, session.desk_seats, session.minimum,
    session.state = 'scheduled' AND session.starts_at > now() AS is_coming, {_ACTIVITY}
JOIN session ON session.edition = edition.id JOIN location ON location.id = session.location
WHERE session.id = $1
"""
_EDITION: Final = f"""
SELECT edition.id, edition.id AS edition, activity.title,
    first.starts_at AT TIME ZONE location.timezone AS starts_at,
    first.ends_at AT TIME ZONE location.timezone AS ends_at,
    edition.capacity, edition.seats_taken, edition.desk_seats, edition.minimum,
    edition.state = 'scheduled' AND last.starts_at > now() AS is_coming, {_ACTIVITY}
JOIN location ON location.id = edition.location
LEFT JOIN LATERAL (SELECT starts_at, ends_at FROM session WHERE session.edition = edition.id
    AND session.state = 'scheduled' ORDER BY starts_at LIMIT 1) AS first ON true
LEFT JOIN LATERAL (SELECT starts_at FROM session WHERE session.edition = edition.id
    AND session.state = 'scheduled' ORDER BY starts_at DESC LIMIT 1) AS last ON true
WHERE edition.id = $1
"""  # noqa: S608  constant
_PERSON: Final = """
SELECT registration.id, registration.session, registration.edition, registration.name, registration.email,
    registration.phone, registration.party_size, registration.companions, registration.note, registration.state,
    registration.created_at, registration.offer_expires_at, registration.intake_at, registration.planned_meetings,
    registration.participation,
    EXISTS (SELECT FROM undeliverable_address AS bounced
        WHERE bounced.email = lower(registration.email) AND bounced.permanent) AS mail_bounced,
    (SELECT count(*) FROM attendance WHERE attendance.registration = registration.id AND presence = 'present')::int
        AS attended
FROM registration
"""
_PEOPLE: Final = f"{_PERSON} WHERE {{}} = $1 ORDER BY registration.queue_number LIMIT 1000"
_STAFF: Final = "SELECT id, coalesce(nullif(name, ''), email) AS called FROM account WHERE id = ANY($1::int[])"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTarget:
    """A session, or a group that people sign up for as a whole.

    :ivar starts_at: wall-clock time of the place; of a group its first meeting, None without any.
    :ivar is_coming: it can still be joined, as far as time goes.
    """

    table: RegistrationTarget
    id: UUID
    edition: UUID
    title: str
    slug: str
    form: Form
    organisation: int
    place: str
    timezone: str
    starts_at: datetime | None
    ends_at: datetime | None
    capacity: int | None
    seats_taken: int
    desk_seats: int
    minimum: int | None
    is_coming: bool | None

    @property
    def is_session(self) -> bool:
        return self.table is RegistrationTarget.SESSION

    @property
    def path(self) -> str:
        return f"/planner/{self.table}s/{self.id}/people"

    @property
    def signs_up(self) -> bool:
        """Whether people sign up for this, and not for the other of session and group, or not at all."""
        return desk_target_of(self.form) is self.table

    @property
    def has_intake(self) -> bool:
        return has_intake(self.form)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPerson:
    """A registration with how to reach them. Moments are aware; `attended` counts meetings."""

    id: UUID
    session: UUID | None
    edition: UUID | None
    name: str
    email: str | None
    phone: str | None
    party_size: int
    companions: Sequence[str]
    note: str
    state: RegistrationState
    created_at: datetime
    offer_expires_at: datetime | None
    intake_at: datetime | None
    planned_meetings: int | None
    participation: Participation | None
    """What their calendar last answered to the invitation."""
    mail_bounced: bool
    """Mail to this address came back: nothing more is sent there."""
    attended: int


async def session_at_desk(session: UUID) -> DeskTarget:
    """:raises UnknownSession: there is none."""
    row = await fetch_row(_SESSION, session)
    if row is None:
        raise UnknownSession
    return _target(RegistrationTarget.SESSION, row)


async def edition_at_desk(edition: UUID) -> DeskTarget:
    """:raises UnknownEdition: there is none."""
    row = await fetch_row(_EDITION, edition)
    if row is None:
        raise UnknownEdition
    return _target(RegistrationTarget.EDITION, row)


async def person_at_desk(registration: UUID) -> tuple[DeskPerson, DeskTarget]:
    """Somebody, and what they signed up for.

    :raises UnknownRegistration: there is none.
    """
    row = await fetch_row(f"{_PERSON} WHERE registration.id = $1", registration)
    if row is None:
        raise UnknownRegistration
    person = _person(row)
    if person.session is not None:
        return person, await session_at_desk(person.session)
    if person.edition is None:
        raise UnknownRegistration
    return person, await edition_at_desk(person.edition)


async def people_at(target: DeskTarget) -> list[DeskPerson]:
    """All who signed up, in order of arrival; also who gave the place back."""
    return [_person(row) for row in await fetch(_PEOPLE.format(target.table), target.id)]


async def names_of_staff(accounts: Sequence[int]) -> dict[int, str]:
    """What colleagues call them, by id."""
    return {row["id"]: row["called"] for row in await fetch(_STAFF, list(accounts))} if accounts else {}


def _target(table: RegistrationTarget, row: Any) -> DeskTarget:
    return DeskTarget(table=table, **{**row, "form": Form(row["form"])})


def _person(row: Any) -> DeskPerson:
    said = Participation(row["participation"]) if row["participation"] else None
    state, companions = RegistrationState(row["state"]), tuple(row["companions"])
    return DeskPerson(**{**row, "state": state, "companions": companions, "participation": said})
