"""The mail to an organisation that few people come: once, some days before, so that it can still decide."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from calendars.content import clean_line
from database.transaction import execute, fetch_row
from events.facts import MinimumNotMet
from notifications.letters import Action, Letter
from notifications.links import Links
from notifications.payload import Payload
from web.dates import day_in_words, time_in_words
from web.i18n import DEFAULT_LOCALE, translator

# Of a group the mail is about its first meeting that is to come. An organisation without an address sees it in the
# planner.
_INSERT = """
INSERT INTO message (kind, recipient, subject, session, payload, due_at, created_at)
SELECT 'minimum', organisation.email, $3, session.id, $4, clock_timestamp(), clock_timestamp()
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
JOIN organisation ON organisation.id = activity.organisation
WHERE (session.id = $1 OR session.edition = $2) AND session.state = 'scheduled' AND session.starts_at > now()
    AND organisation.email IS NOT NULL
ORDER BY session.starts_at LIMIT 1
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""
_READ = """
SELECT activity.title, session.starts_at, location.timezone, organisation.name AS organisation
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
JOIN organisation ON organisation.id = activity.organisation JOIN location ON location.id = session.location
WHERE session.id = $1 AND session.state = 'scheduled' AND session.starts_at > $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortSession:
    """A session that few people come to. `starts_at` is aware."""

    id: UUID
    title: str
    starts_at: datetime
    timezone: str
    organisation: str


async def write_minimum(fact: MinimumNotMet) -> None:
    subject = f"session:{fact.session}" if fact.session else f"edition:{fact.edition}"
    payload = Payload(people=fact.people, minimum=fact.minimum)
    await execute(_INSERT, fact.session, fact.edition, subject, payload.as_json())


async def short_session(session: UUID, now: datetime) -> ShortSession | None:
    """None when there is nothing to decide any more. `now` is aware."""
    row = await fetch_row(_READ, session, now)
    return None if row is None else ShortSession(id=session, **row)


def minimum_letter(session: ShortSession, payload: Payload, links: Links) -> Letter:
    words = translator(DEFAULT_LOCALE)
    start = session.starts_at.astimezone(ZoneInfo(session.timezone))
    when = f"{day_in_words(start.date(), words.locale)}, {time_in_words(start.time(), words.locale)}"
    title = clean_line(session.title)
    return Letter(
        locale=words.locale,
        subject=words.gettext("Few people for %(title)s, %(when)s", title=title, when=when),
        heading=words.gettext("Few people have signed up"),
        sender=clean_line(session.organisation),
        greeting=words.gettext("Hello,"),
        paragraphs=(
            words.gettext("%(title)s begins on %(when)s.", title=title, when=when),
            words.ngettext("%(num)d person has signed up.", "%(num)d people have signed up.", payload.people),
            words.gettext("You wanted at least %(minimum)s. Does it go on?", minimum=payload.minimum),
        ),
        facts=(),
        action=Action(words.gettext("Look at it in the planner"), links.planned(session.id)),
        footer=("Leeragenda",),
    )
