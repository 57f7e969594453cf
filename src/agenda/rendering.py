"""The VEVENT of a session, kept as bytes while its SEQUENCE and the way we write it stay: a feed is a join of these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from agenda.labels import KINDS, THEMES
from agenda.renderer import renderer
from calendars.vevent import Event, Link, render_vevent
from content_links.linked import LinkedPackage, packages_of_sessions
from content_links.vocabulary import Phase
from database.transaction import execute, fetch
from events.vocabulary import ActivityKind, Theme
from settings import get_settings
from web.i18n import DEFAULT_LOCALE, Translator, translator

_SESSIONS: Final = """
SELECT session.id, session.sequence, session.created_at, session.modified_at, session.starts_at, session.ends_at,
    session.note, session.cancel_reason, session.title AS session_title, activity.title AS activity_title,
    session.state, activity.summary,
    activity.slug, activity.kind, activity.themes, location.name AS location, location.street, location.postcode,
    location.place, location.latitude, location.longitude, location.timezone, room.name AS room
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
    JOIN location ON location.id = session.location LEFT JOIN room ON room.id = session.room
WHERE session.id = ANY($1::uuid[])
"""
# In the order of the ids, so that two feeds that keep the same events wait for each other instead of dying; never over
# a newer one, and not for a session that is gone by now. What a crash would lose is rendered again, so nobody waits for
# the disk.
_KEEP: Final = """
WITH at_ease AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO rendered_event (session, sequence, vevent, has_content, renderer)
SELECT new.id, new.sequence, new.vevent, new.has_content, $5
FROM at_ease
    CROSS JOIN unnest($1::uuid[], $2::int[], $3::bytea[], $4::boolean[]) AS new (id, sequence, vevent, has_content)
    JOIN session ON session.id = new.id
ORDER BY new.id
ON CONFLICT (session) DO UPDATE
SET sequence = excluded.sequence, vevent = excluded.vevent, has_content = excluded.has_content,
    renderer = excluded.renderer
WHERE rendered_event.sequence < excluded.sequence
    OR rendered_event.sequence = excluded.sequence
    AND (rendered_event.renderer <> excluded.renderer OR rendered_event.has_content IS NULL)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a calendar says of a session; times are aware, `timezone` is of the place."""

    id: UUID
    sequence: int
    created_at: datetime
    modified_at: datetime
    starts_at: datetime
    ends_at: datetime
    note: str
    cancel_reason: str
    session_title: str | None
    activity_title: str
    state: str
    summary: str
    slug: str
    kind: str
    themes: list[str]
    location: str
    street: str
    postcode: str
    place: str
    latitude: float | None
    longitude: float | None
    timezone: str
    room: str | None


async def render_sessions(session_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """Renders these sessions as they are now and keeps the bytes; a session that is gone by now is left out."""
    rows = [Shown(**record) for record in await fetch(_SESSIONS, list(session_ids))]
    # Read after the sessions: a link that changes in between raises the SEQUENCE, so what is kept here is not used.
    packages = await packages_of_sessions([row.id for row in rows])
    vevents = {row.id: render_vevent(event_of(row, packages[row.id])) for row in rows}
    ids, sequences = [row.id for row in rows], [row.sequence for row in rows]
    have_content = [bool(packages[each]) for each in ids]
    await execute(_KEEP, ids, sequences, [vevents[each] for each in ids], have_content, renderer())
    return vevents


def event_of(row: Shown, packages: Sequence[LinkedPackage]) -> Event:
    """The event of a session in the language of the site; its UID is the session's id, for ever."""
    base, words = get_settings().public_url.rstrip("/"), translator(DEFAULT_LOCALE)
    page = f"{base}/activities/{row.slug}"
    return Event(
        uid=str(row.id),
        sequence=row.sequence,
        created_at=row.created_at,
        modified_at=row.modified_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        timezone=row.timezone,
        summary=_title(row),
        description=_description(row, packages, base, words),
        location=_place(row),
        geo=_geo(row),
        url=page,
        categories=_categories(row, words),
        status="CANCELLED" if row.state == "cancelled" else "CONFIRMED",
        links=tuple(_link(package, base) for package in packages),
    )


def _title(row: Shown) -> str:
    return f"{row.activity_title}: {row.session_title}" if row.session_title else row.activity_title


def _place(row: Shown) -> str:
    town = " ".join(part for part in (row.postcode, row.place) if part)
    return ", ".join(part for part in (row.location, row.room, row.street, town) if part)


def _geo(row: Shown) -> tuple[float, float] | None:
    return None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude)


def _categories(row: Shown, words: Translator) -> tuple[str, ...]:
    # A kind and a theme can have the same name.
    return tuple(dict.fromkeys(words.gettext(label) for label in _labels(row)))


def _labels(row: Shown) -> list[str]:
    return [KINDS[ActivityKind(row.kind)], *(THEMES[Theme(theme)] for theme in row.themes)]


def _description(row: Shown, packages: Sequence[LinkedPackage], base: str, words: Translator) -> str:
    cancelled = row.state == "cancelled"
    paragraphs = [
        " ".join([words.gettext("Cancelled") + ".", row.cancel_reason]).strip() if cancelled else "",
        row.summary,
        row.note,
        *(_online(package, base, words) for package in packages),
        f"{base}/activities/{row.slug}",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _online(package: LinkedPackage, base: str, words: Translator) -> str:
    return f"{words.gettext(PHASES[package.phase])}: {package.said}\n{_address(package, base)}"


def _link(package: LinkedPackage, base: str) -> Link:
    return Link(url=_address(package, base), title=package.said, media_type="text/html")


def _address(package: LinkedPackage, base: str) -> str:
    """The package's page with us, which says how to get in and stays when its address elsewhere moves."""
    return f"{base}/learn/{package.slug}"


PHASES: Final[Mapping[Phase, str]] = {
    Phase.PREPARE: "Online, before you come",
    Phase.DURING: "Online, in between",
    Phase.FOLLOW_UP: "Online, afterwards",
}
