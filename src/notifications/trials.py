"""A mail of an activity or a template as a test, to who asks for it: it tells of nobody's place and changes nothing."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import uuid4

from database.transaction import execute
from events.errors import UnknownActivity
from events.templates.errors import UnknownTemplate
from notifications.letters import Letter
from notifications.links import Links
from notifications.payload import Payload
from notifications.previews import previews
from notifications.samples import Sample, sample_of_activity, sample_of_template
from refusals import Conflict
from web.i18n import Locale, translator

MOST_IN_AN_HOUR: Final = 20
ACTIVITIES: Final = "activities"
TEMPLATES: Final = "templates"

_INSERT: Final = """
INSERT INTO message (kind, recipient, subject, payload, due_at, created_at)
SELECT 'test', $1::varchar, $2, $3, clock_timestamp(), clock_timestamp()
WHERE $4 > (
    SELECT count(*) FROM message WHERE kind = 'test' AND recipient = $1 AND created_at > now() - interval '1 hour')
"""


class TooManyTests(Conflict):
    """You have sent yourself %(most)s tests within an hour. Wait a while."""

    code = "too_many_tests"


async def send_trial(email: str, *, of: str, slug: str, key: str, locale: Locale) -> None:
    """Mail somebody on the staff the mail `key` (see previews.py) of an activity or template.

    :param of: ACTIVITIES or TEMPLATES.
    :raises TooManyTests: they asked for so many within an hour.
    """
    payload = Payload(sample=f"{of}/{slug}/{key}", locale=locale).as_json()
    done = await execute(_INSERT, email, f"test:{uuid4()}", payload, MOST_IN_AN_HOUR)
    if done.split()[-1] == "0":
        raise TooManyTests(most=MOST_IN_AN_HOUR)


async def sample_of(of: str, slug: str, locale: Locale, now: datetime) -> Sample:
    """:raises UnknownActivity, UnknownTemplate: there is none."""
    return await (sample_of_template if of == TEMPLATES else sample_of_activity)(slug, locale, now)


async def trial_letter(payload: Payload, links: Links, now: datetime) -> Letter | None:
    """The letter, which says that it is a test; None when there is no such mail any more."""
    of, slug, key = payload.sample.split("/")
    try:
        sample = await sample_of(of, slug, payload.locale, now)
    except (UnknownActivity, UnknownTemplate):
        return None
    letter = next((each.letter for each in previews(sample, links.as_examples(), now) if each.key == key), None)
    if letter is None:
        return None
    words = translator(payload.locale)
    return replace(
        letter,
        subject=words.gettext("Test: %(subject)s", subject=letter.subject),
        paragraphs=(words.gettext("This is a test. Nobody has signed up, and nothing changes."), *letter.paragraphs),
    )
