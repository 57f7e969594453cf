"""Reads what mails tell, for a whole batch in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import asyncpg

from content_links.learning.deeds import Deeds
from content_links.learning.reading import deeds_of
from content_links.linked import LinkedPackage, packages_of_activities, packages_of_sessions
from database.transaction import fetch
from events.vocabulary import Form, Participation, RegistrationState, SessionState
from notifications.signups import Content, Meeting, Place, Signup
from web.i18n import DEFAULT_LOCALE, is_locale

_REGISTRATIONS = """
SELECT registration.id, registration.name, registration.email, registration.locale, registration.state,
  registration.party_size, registration.invitation_offset, registration.changed_at,
  registration.offer_expires_at, registration.session, registration.participation,
  coalesce((
    SELECT first.id FROM registration AS first
    WHERE lower(first.email) = lower(registration.email)
      AND (first.session = registration.session OR first.edition = registration.edition)
    ORDER BY first.created_at, first.id LIMIT 1
  ), registration.id) AS first_registration,
  ARRAY(
    SELECT meeting.id FROM session AS meeting JOIN attendance ON attendance.session = meeting.id
      AND attendance.registration = registration.id AND attendance.presence = 'absent'
    WHERE meeting.edition = registration.edition AND meeting.starts_at > now() ORDER BY meeting.id
  ) AS stays_away,
  registration.edition IS NOT NULL AS per_edition, edition.id AS edition_id,
  activity.id AS activity_id, activity.inherits_from, activity.form, activity.slug, activity.title,
  activity.neutral_title,  organisation.name AS organisation, organisation.phone AS organisation_phone
FROM registration
LEFT JOIN session ON session.id = registration.session
JOIN edition ON edition.id = coalesce(registration.edition, session.edition)
JOIN activity ON activity.id = edition.activity
JOIN organisation ON organisation.id = activity.organisation
WHERE registration.id = ANY($1::uuid[])
"""
_PLACE_COLUMNS = """
  location.name AS location_name, location.street, location.postcode, location.place, location.timezone,
  location.phone, location.latitude, location.longitude, room.name AS room_name
"""
MEETING_COLUMNS = f"""
  session.id, session.edition, session.starts_at, session.ends_at, session.state, session.cancel_reason,
  session.title, session.note, session.sequence, session.created_at, session.modified_at, {_PLACE_COLUMNS}
"""
"""What `meeting_of` reads."""
_MEETINGS = f"""
SELECT {MEETING_COLUMNS}
FROM session
JOIN location ON location.id = session.location
LEFT JOIN room ON room.id = session.room
WHERE session.id = ANY($1::uuid[]) OR session.edition = ANY($2::uuid[])
ORDER BY session.starts_at
"""  # noqa: S608  constant
_PLACES = f"""
SELECT location.id AS location_id, room.id AS room_id, {_PLACE_COLUMNS}
FROM location LEFT JOIN room ON room.location = location.id
WHERE location.id = ANY($1::int[])
UNION ALL
SELECT location.id AS location_id, NULL AS room_id, {_PLACE_COLUMNS.replace("room.name", "NULL::varchar")}
FROM location WHERE location.id = ANY($1::int[])
"""  # noqa: S608  constant
_ALTERNATIVES = f"""
SELECT {MEETING_COLUMNS}
FROM session
JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
JOIN location ON location.id = session.location
LEFT JOIN room ON room.id = session.room
WHERE activity.slug = $1 AND session.id <> $2 AND session.state = 'scheduled' AND session.starts_at > now()
  AND (session.capacity IS NULL OR session.seats_taken < session.capacity)
ORDER BY session.starts_at LIMIT 3
"""  # noqa: S608  constant

PlaceKey = tuple[int, int | None]
"""A location's id and that of a room in it."""
Linked = tuple[UUID | None, LinkedPackage]
"""What is offered with the meeting that it belongs to, None for all of them."""


async def read_signups(registrations: Iterable[UUID]) -> dict[UUID, Signup]:
    """Return what is known of these registrations, by id; those that do not exist any more are left out."""
    rows = await fetch(_REGISTRATIONS, list(registrations))
    sessions = [row["session"] for row in rows if row["session"]]
    editions = [row["edition_id"] for row in rows if row["per_edition"]]
    meetings = [(row["edition"], meeting_of(row)) for row in await fetch(_MEETINGS, sessions, editions)]
    by_edition: dict[UUID, list[Meeting]] = defaultdict(list)
    for edition, meeting in meetings:
        by_edition[edition].append(meeting)
    deeds = await deeds_of([row["id"] for row in rows])
    contents = await _read_contents(rows, by_edition, deeds)
    return {
        row["id"]: _signup(row, by_edition[row["edition_id"]], contents[row["id"]], deeds[row["id"]]) for row in rows
    }


async def read_places(keys: Iterable[PlaceKey]) -> dict[PlaceKey, Place]:
    """Return the places by location and room; what was deleted since is left out."""
    rows = await fetch(_PLACES, sorted({location for location, _ in keys}))
    return {(row["location_id"], row["room_id"]): _place(row) for row in rows}


async def read_alternatives(activity_slug: str, cancelled: UUID) -> list[Meeting]:
    """Return at most three coming sessions of the activity, with places left, instead of the cancelled one."""
    return [meeting_of(row) for row in await fetch(_ALTERNATIVES, activity_slug, cancelled)]


async def _read_contents(
    rows: Sequence[asyncpg.Record], by_edition: Mapping[UUID, Sequence[Meeting]], deeds: Mapping[UUID, Deeds]
) -> dict[UUID, tuple[Content, ...]]:
    """What each registration (by id) is offered online, by the same rule as pages and calendars.

    What belongs to one meeting names it; what is for all of them comes once. What its person did, by the address of the
    registration, is marked: so it is for who gets the mail of that address alone.
    """
    own = {row["id"]: _own(row, by_edition[row["edition_id"]]) for row in rows}
    of_sessions = await packages_of_sessions([each.id for found in own.values() for each in found], instead=True)
    without = [row["activity_id"] for row in rows if not own[row["id"]]]
    of_activities = await packages_of_activities(without, instead=True) if without else {}
    contents: dict[UUID, tuple[Content, ...]] = {}
    for row in rows:
        found = own[row["id"]]
        linked = of_meetings(found, of_sessions) if found else of_all(of_activities.get(row["activity_id"], ()))
        contents[row["id"]] = told_once(linked, deeds[row["id"]])
    return contents


def of_all(linked: Iterable[LinkedPackage]) -> list[Linked]:
    """As what belongs to no meeting in particular."""
    return [(None, each) for each in linked]


def of_meetings(meetings: Sequence[Meeting], of_sessions: Mapping[UUID, Sequence[LinkedPackage]]) -> list[Linked]:
    """What these meetings offer; only what belongs to one of them names it."""
    return [
        (meeting.id if each.is_of_one_meeting else None, each)
        for meeting in meetings
        for each in of_sessions[meeting.id]
    ]


def told_once(linked: Iterable[Linked], deeds: Deeds) -> tuple[Content, ...]:
    """What is for several meetings comes once."""
    once = {(session, each.link_id): _content(session, each, deeds) for session, each in linked}
    return tuple(once.values())


def _content(session: UUID | None, linked: LinkedPackage, deeds: Deeds) -> Content:
    return Content(
        slug=linked.slug,
        title=linked.said,
        phase=linked.phase,
        session=session,
        release_days=linked.release_days,
        note=linked.note,
        minutes=linked.duration_minutes,
        access=linked.access,
        access_note=linked.access_note,
        instead_of=linked.instead_of,
        package=linked.package_id,
        unit=linked.unit_id,
        required=linked.required,
        is_done=deeds.is_done(linked.package_id, linked.unit_id),
    )


def _own(row: asyncpg.Record, meetings: Sequence[Meeting]) -> list[Meeting]:
    return [meeting for meeting in meetings if row["per_edition"] or meeting.id == row["session"]]


def _signup(row: asyncpg.Record, meetings: Sequence[Meeting], contents: tuple[Content, ...], deeds: Deeds) -> Signup:
    return Signup(
        id=row["id"],
        first_registration=row["first_registration"],
        name=row["name"],
        email=row["email"],
        locale=row["locale"] if is_locale(row["locale"]) else DEFAULT_LOCALE,
        state=RegistrationState(row["state"]),
        party_size=row["party_size"],
        invitation_offset=row["invitation_offset"],
        changed_at=row["changed_at"],
        offer_expires_at=row["offer_expires_at"],
        edition=row["edition_id"],
        per_edition=row["per_edition"],
        form=Form(row["form"]),
        activity_slug=row["slug"],
        activity_title=row["title"],
        neutral_title=row["neutral_title"],
        organisation=row["organisation"],
        organisation_phone=row["organisation_phone"],
        meetings=tuple(_own(row, meetings)),
        contents=contents,
        is_tentative=row["participation"] == Participation.TENTATIVE,
        stays_away=frozenset(row["stays_away"]),
        deeds=deeds,
    )


def meeting_of(row: asyncpg.Record) -> Meeting:
    return Meeting(
        id=row["id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        state=SessionState(row["state"]),
        cancel_reason=row["cancel_reason"],
        title=row["title"],
        note=row["note"],
        sequence=row["sequence"],
        created_at=row["created_at"],
        modified_at=row["modified_at"],
        place=_place(row),
    )


def _place(row: asyncpg.Record) -> Place:
    located = row["latitude"] is not None
    return Place(
        name=row["location_name"],
        room=row["room_name"],
        street=row["street"],
        postcode=row["postcode"],
        town=row["place"],
        timezone=row["timezone"],
        phone=row["phone"],
        geo=(row["latitude"], row["longitude"]) if located else None,
    )
