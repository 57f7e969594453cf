"""Everything that is kept about somebody: to take along, and to forget."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from agenda.subscribing import forget_subscriptions, forget_unused_subscriptions, subscriptions_of
from content_links.learning.learners import forget_learners, forget_unused_learners, learners_of
from content_links.learning.reading import deeds_for_export
from database.transaction import fetch_value, transaction
from events.forgetting import Forgotten, forget_registrations, registrations_of
from events.personal_data import personal_data, plain_value
from events.retention import anonymise_past, forget_needs
from notifications.forgetting import (
    forget_address,
    forget_messages,
    forget_unused_addresses,
    marks_of,
    messages_of,
)
from notifications.own_page_mails import mail_farewell
from web.i18n import Locale, Translator
from web.templating import render

_KNOWN: Final = """
SELECT EXISTS (SELECT FROM registration WHERE lower(email) = lower($1))
    OR EXISTS (SELECT FROM calendar_subscription WHERE lower(email) = lower($1))
"""


@dataclass(frozen=True, slots=True)
class Told:
    """Something with a name for people, as a text, or as a list of the same."""

    label: str
    text: str = ""
    rows: Sequence[Sequence["Told"]] = ()


async def knows(email: str) -> bool:
    """Whether anything is kept about this address."""
    return bool(await fetch_value(_KNOWN, email))


async def everything_of(email: str) -> dict[str, Any]:
    """As JSON has it: registrations with all that belongs to them, what was done online, mails, calendar addresses."""
    registrations = await registrations_of(email)
    return {
        "email": email,
        "made_at": plain_value(datetime.now(UTC)),
        "registrations": await personal_data(registrations),
        "online": await _online(registrations, email),
        "messages": [plain_value(each) for each in await messages_of(registrations, email)],
        "mail_marks": [plain_value(each) for each in await marks_of(email)],
        "calendar_addresses": [plain_value(each) for each in await subscriptions_of(email)],
    }


async def everything_of_registration(registration: UUID) -> dict[str, Any]:
    """The same of one registration, for who gave no e-mail address."""
    return {
        "made_at": plain_value(datetime.now(UTC)),
        "registrations": await personal_data([registration]),
        "online": await _online([registration]),
        "messages": [plain_value(each) for each in await messages_of([registration])],
    }


def packed(everything: Mapping[str, Any], words: Translator) -> bytes:
    """A zip with the same twice: `my-data.html` for people and `my-data.json` for programs."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as files:
        files.writestr("my-data.html", as_html(everything, words))
        files.writestr("my-data.json", as_json(everything))
    return archive.getvalue()


def as_json(everything: Mapping[str, Any]) -> str:
    return json.dumps(everything, ensure_ascii=False, indent=2) + "\n"


def as_html(everything: Mapping[str, Any], words: Translator) -> str:
    return render("agenda/my_data.html", words.locale, {"parts": list(_told(everything, words))})


async def forget_person(email: str, locale: Locale) -> Forgotten:
    """Gives back what is to come and forgets everything else; with the last mail the address goes too."""
    async with transaction():
        forgotten = await forget_registrations(await registrations_of(email))
        await forget_messages(forgotten.registrations, email)
        await forget_learners(forgotten.registrations, email)
        await forget_subscriptions(email)
        await forget_address(email)
        await mail_farewell(email, locale)
    return forgotten


async def forget_registration(registration: UUID) -> Forgotten:
    """The same for one registration, without a mail."""
    async with transaction():
        forgotten = await forget_registrations([registration])
        await forget_messages([registration])
        await forget_learners([registration])
    return forgotten


async def forget_past(*, months: int, now: datetime | None = None) -> int:
    """Forgets everybody whose last meeting was so many months ago, and what they needed yesterday; returns how many.

    :param now: aware; the present unless given.
    """
    await forget_needs(now)
    forgotten = await anonymise_past(months=months, now=now, also=_forget_beside)
    await forget_unused_subscriptions()
    await forget_unused_addresses()
    await forget_unused_learners()
    return forgotten


async def _forget_beside(registrations: list[UUID]) -> None:
    await forget_messages(registrations)
    await forget_learners(registrations)


async def _online(registrations: Sequence[UUID], email: str | None = None) -> list[dict[str, Any]]:
    did = await deeds_for_export(await learners_of(registrations, email), registrations)
    return [plain_value(each) for each in did]


def _told(values: Mapping[str, Any], words: Translator) -> Iterator[Told]:
    for name, value in values.items():
        label = words.gettext(_LABELS.get(name, name))
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield Told(label, rows=[list(_told(each, words)) for each in value])
        elif value not in (None, "", []):
            yield Told(label, ", ".join(value) if isinstance(value, list) else str(value))


_LABELS: Final[Mapping[str, str]] = {
    "email": "E-mail address",
    "made_at": "Made at",
    "registrations": "What you signed up for",
    "online": "What you did online",
    "package": "Online course",
    "unit": "Part",
    "opened_at": "First opened at",
    "completed_at": "Done at",
    "source": "Who said so",
    "messages": "Mails that we sent you",
    "mail_marks": "What we know about mail to you",
    "calendar_addresses": "Your own calendar addresses",
    "id": "Number",
    "registration": "Number of the sign-up",
    "activity": "Activity",
    "organisation": "Library",
    "starts_at": "Begins",
    "ends_at": "Ends",
    "group_from": "Group from",
    "state": "State",
    "former_state": "State before",
    "name": "Name",
    "phone": "Telephone number",
    "party_size": "Number of people",
    "companions": "Who come along",
    "note": "Remark",
    "access_needs": "What you need",
    "locale": "Language",
    "signed_up_at": "Signed up at",
    "changed_at": "Changed at",
    "offer_expires_at": "Place kept until",
    "intake_at": "Intake",
    "planned_meetings": "Meetings agreed",
    "reconfirm_asked_at": "Asked whether you come at",
    "reconfirmed_at": "You said that you come at",
    "answers": "Your answers",
    "question": "Question",
    "answer": "Answer",
    "attendance": "When you were there",
    "presence": "Presence",
    "marked_at": "Written down at",
    "feedback": "How you said it was",
    "score": "From 1 (not so good) to 3 (good)",
    "remark": "What you wrote about it",
    "given_at": "Given at",
    "steps": "What happened with it",
    "at": "At",
    "reason": "Reason",
    "by": "By",
    "kind": "Kind",
    "recipient": "Sent to",
    "created_at": "Made at",
    "sent_at": "Sent at",
    "revoked_at": "Withdrawn at",
}
