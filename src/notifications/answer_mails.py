"""The mails that follow on what somebody wrote to us: their words for the library, and whom to call for themselves."""

from datetime import datetime
from typing import Final
from uuid import UUID

from calendars.content import clean_line, clean_text
from database.transaction import execute, fetch_value
from notifications.letters import Action, Fact, Letter
from notifications.links import Links
from notifications.payload import Payload
from notifications.signups import Signup
from notifications.subjects import about
from web.dates import period_in_words
from web.i18n import DEFAULT_LOCALE, translator

# Of no registration: what the library has not received must not hold up the mails to that person.
_FORWARD: Final = """
INSERT INTO message (kind, recipient, subject, payload, due_at, created_at)
SELECT 'forwarded', organisation.email, $2, $3, clock_timestamp(), clock_timestamp()
FROM edition JOIN activity ON activity.id = edition.activity
JOIN organisation ON organisation.id = activity.organisation
WHERE edition.id = $1 AND organisation.email IS NOT NULL
ON CONFLICT ON CONSTRAINT message_once DO NOTHING RETURNING id
"""
_ANSWER: Final = """
INSERT INTO message (kind, recipient, subject, registration, due_at, created_at)
VALUES ('answer', $1, $2, $3, clock_timestamp(), clock_timestamp())
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""
_FORGET: Final = "DELETE FROM message WHERE kind = 'forwarded' AND payload ->> 'registration' = ANY($1::text[])"
_FORGET_OLD: Final = """
DELETE FROM message
WHERE kind = 'forwarded' AND state NOT IN ('pending', 'sending') AND created_at < $1::timestamptz - interval '1 day'
"""
_FORGET_RECEIVED: Final = "DELETE FROM received_mail WHERE received_at < $1::timestamptz - interval '1 year'"


async def forward(signup: Signup, text: str, digest: str) -> bool:
    """Mail somebody's words to the organisation; False when that has no address. `digest` tells mails apart."""
    payload = Payload(registration=signup.id, text=text).as_json()
    subject = f"answer:{digest}"
    return await fetch_value(_FORWARD, signup.edition, subject, payload) is not None


async def mail_answer(signup: Signup, now: datetime) -> None:
    """Tell somebody whom to call and where to look, once a day at most. `now` is aware."""
    await execute(_ANSWER, signup.email, about(signup.id, day=now.date()), signup.id)


async def forget_forwarded(registrations: list[UUID]) -> None:
    """Delete what these people wrote."""
    await execute(_FORGET, [str(each) for each in registrations])


async def forget_old_forwarded(now: datetime) -> None:
    """Delete what was handed over a day ago: it can say anything about somebody. `now` is aware.

    Which mails came in is forgotten after a year: none comes again so late.
    """
    await execute(_FORGET_OLD, now)
    await execute(_FORGET_RECEIVED, now)


def forwarded_letter(signup: Signup, text: str, links: Links) -> Letter:
    """Somebody's words, for who works at the library."""
    words = translator(DEFAULT_LOCALE)
    name, title = clean_line(signup.name), clean_line(signup.activity_title)
    action = Action(words.gettext("Look at it in the planner"), links.planned_people(_session(signup), signup.edition))
    return Letter(
        locale=words.locale,
        subject=words.gettext("%(name)s wrote about %(title)s", name=name, title=title),
        heading=words.gettext("An answer to a mail of yours"),
        sender=clean_line(signup.organisation),
        greeting=words.gettext("Hello,"),
        paragraphs=(
            words.gettext("%(name)s answered a mail about %(title)s:", name=name, title=title),
            *_quoted(text),
            words.gettext("The answer came by mail, so we do not know for certain who wrote it."),
        ),
        facts=_facts(signup),
        action=action,
        footer=("Leeragenda",),
    )


def _quoted(text: str) -> list[str]:
    paragraphs = [each.strip() for each in f"“{clean_text(text).strip()}”".split("\n\n")]
    return [each for each in paragraphs if each]


def _session(signup: Signup) -> UUID | None:
    return None if signup.per_edition or not signup.meetings else signup.meetings[0].id


def _facts(signup: Signup) -> tuple[Fact, ...]:
    words = translator(DEFAULT_LOCALE)
    first = next(iter(signup.meetings), None)
    when = period_in_words(first.local_start, first.local_end, words.locale) if first else ""
    address = Fact(words.gettext("E-mail"), clean_line(signup.email or ""))
    return (address, Fact(words.gettext("When"), when)) if when and not signup.per_edition else (address,)
