"""The mails to an organisation about its e-content: addresses that are dead, and licences that end too soon."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from calendars.content import clean_line
from content_links.facts import LicencesEnding, LinksDied
from content_links.harvesting.dead_links import DeadLink, dead_links
from content_links.licensing.days import local_today
from content_links.licensing.reading import EndingLicence, ending_licences
from database.transaction import execute, fetch_value
from notifications.claiming import Claimed
from notifications.letters import Action, Entry, Letter
from notifications.links import Links
from notifications.payload import Payload
from notifications.vocabulary import MessageKind
from web.dates import full_day_in_words
from web.i18n import DEFAULT_LOCALE, Translator, translator

MOST: Final = 100
"""So many stand in one mail; the planner has the rest."""
_INSERT: Final = """
INSERT INTO message (kind, recipient, subject, payload, due_at, created_at)
SELECT $1, organisation.email, $2, $3, clock_timestamp(), clock_timestamp() FROM organisation
WHERE organisation.id = $4 AND organisation.email IS NOT NULL
ON CONFLICT ON CONSTRAINT message_once DO NOTHING
"""


async def write_dead_links(fact: LinksDied) -> None:
    await _post(MessageKind.DEAD_LINKS, fact, Payload(organisation=fact.organisation))


async def write_ending_licences(fact: LicencesEnding) -> None:
    payload = Payload(organisation=fact.organisation, licences=fact.licences)
    await _post(MessageKind.LICENCES_ENDING, fact, payload)


async def content_letter(message: Claimed, links: Links, now: datetime) -> Letter | None:
    """The letter as it is now (aware); None when there is nothing to do any more."""
    organisation = message.payload.organisation
    name = await fetch_value("SELECT name FROM organisation WHERE id = $1", organisation)
    if organisation is None or name is None:
        return None
    if message.kind == MessageKind.DEAD_LINKS:
        # What belongs to nobody is shown in the planner alone.
        found = [each for each in await dead_links([organisation]) if each.owner is not None]
        return _dead_links_letter(found, name, links) if found else None
    today = local_today(now)
    ending = [each for each in await ending_licences(None, today) if each.id in message.payload.licences]
    return _licences_letter(ending, name, links) if ending else None


async def _post(kind: MessageKind, fact: LinksDied | LicencesEnding, payload: Payload) -> None:
    subject = f"organisation:{fact.organisation}:{fact.on}"
    await execute(_INSERT, kind, subject, payload.as_json(), fact.organisation)


def _dead_links_letter(dead: Sequence[DeadLink], organisation: str, links: Links) -> Letter:
    words, number = translator(DEFAULT_LOCALE), len({each.id for each in dead})
    return Letter(
        **_to(organisation, words),
        subject=words.ngettext(
            "%(num)d address of an online course does not work any more",
            "%(num)d addresses of online courses do not work any more",
            number,
        ),
        heading=words.gettext("Dead addresses"),
        paragraphs=(
            words.gettext("Every week we look whether your online courses are still there."),
            words.gettext("This has not answered three times, over at least three days:"),
        ),
        entries=tuple(_dead_entry(each, words) for each in dead[:MOST]),
        action=Action(words.gettext("Look at the dead addresses in the planner"), links.dead_links()),
        afterwards=(
            *_more(len(dead), words),
            words.gettext("Does it have another address? Write it down with the online course."),
            words.gettext("Is it gone? Then take it away, so that nobody looks for it in vain."),
        ),
    )


def _dead_entry(each: DeadLink, words: Translator) -> Entry:
    code = words.gettext("It answers with the code %(status)s.", status=each.status)
    lines = (each.unit or "", each.url, words.gettext(each.reason) if each.reason else code)
    return Entry(title=clean_line(each.title), lines=tuple(clean_line(line) for line in lines if line))


def _licences_letter(ending: Sequence[EndingLicence], organisation: str, links: Links) -> Letter:
    words = translator(DEFAULT_LOCALE)
    licences = [list(lines) for _, lines in groupby(ending, key=lambda each: (each.ends_on, each.id))]
    return Letter(
        **_to(organisation, words),
        subject=words.ngettext(
            "%(num)d licence ends before the last meeting",
            "%(num)d licences end before the last meeting",
            len(licences),
        ),
        heading=words.gettext("Licences that end too soon"),
        paragraphs=(words.gettext("This is still needed after its licence has ended:"),),
        entries=tuple(_licence_entry(lines, links, words) for lines in licences[:MOST]),
        action=Action(words.gettext("Look at the licences in the planner"), links.licences()),
        afterwards=(
            *_more(len(licences), words),
            words.gettext("Do you go on with it? Then write down the new end of the licence."),
            words.gettext("Otherwise it disappears from pages, mails and calendars after that day."),
        ),
    )


def _licence_entry(lines: Sequence[EndingLicence], links: Links, words: Translator) -> Entry:
    licence = lines[0]
    day = full_day_in_words(licence.ends_on, words.locale)
    said = words.gettext("The licence for %(title)s ends on %(day)s.", title=clean_line(licence.title), day=day)
    return Entry(
        title=clean_line(licence.title),
        lines=(said, *(_need(each, words) for each in lines)),
        links=(Action(words.gettext("Look at the licence"), links.licence(licence.id)),),
    )


def _need(each: EndingLicence, words: Translator) -> str:
    activity = f"{clean_line(each.activity_title)} ({clean_line(each.organisation_name)})"
    more = words.ngettext(
        "After that there is %(num)s more meeting.", "After that there are %(num)s more meetings.", each.sessions
    )
    return f"{activity}. {more}"


def _more(number: int, words: Translator) -> tuple[str, ...]:
    if number <= MOST:
        return ()
    return (words.ngettext("There is %(num)d more.", "There are %(num)d more.", number - MOST),)


def _to(organisation: str, words: Translator) -> Mapping[str, Any]:
    """What all mails to an organisation have in common."""
    return {
        "locale": words.locale,
        "sender": clean_line(organisation),
        "greeting": words.gettext("Hello,"),
        "facts": (),
        "footer": ("Leeragenda",),
    }
