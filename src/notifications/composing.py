"""Makes messages out of facts. The text comes later, from the database as it then is: see delivery.py."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import asyncpg

from content_links.facts import LicencesEnding, LinksDied
from database.transaction import fetch, fetch_row
from events.facts import (
    MinimumNotMet,
    OfferExpired,
    ReconfirmationAsked,
    RegistrationCancelled,
    RegistrationChanged,
    RegistrationConfirmed,
    RegistrationFinished,
    RegistrationOffered,
    RegistrationWaiting,
    SessionAdded,
    SessionCancelled,
    SessionMoved,
    SessionReinstated,
)
from events.vocabulary import Form, RegistrationState
from identity.facts import AccountLinkMade
from notifications.account_mails import write_account_link
from notifications.content_mails import write_dead_links, write_ending_licences
from notifications.gathering import PLACED, Change, tell_added, tell_change, tell_new_address
from notifications.inviting import Coming, Invited, invitations
from notifications.minimum_mails import write_minimum
from notifications.payload import Former, Payload
from notifications.posting import NewMessage, post
from notifications.vocabulary import MessageKind
from outbox.relay import Handlers
from places.facts import LocationMoved

QUEUED = (RegistrationState.WAITING, RegistrationState.OFFERED)

# Nobody signs up for a walk-in, so a registration of one (a form can change) is not written to.
_PERSON = """
SELECT registration.id, registration.email, registration.session, registration.edition, activity.form
FROM registration
LEFT JOIN session ON session.id = registration.session
JOIN edition ON edition.id = coalesce(registration.edition, session.edition)
JOIN activity ON activity.id = edition.activity
WHERE registration.id = $1 AND registration.email IS NOT NULL AND activity.form <> 'walk_in'
"""
_COMING = """
SELECT session.id, session.starts_at, session.ends_at, session.location, session.room, session.sequence,
  location.timezone
FROM session JOIN location ON location.id = session.location
WHERE (session.id = $1 OR session.edition = $2) AND session.state = 'scheduled' AND session.starts_at > now()
ORDER BY session.starts_at
"""
# Each UID once: of a series its newest plan. Somebody in a group without end is invited to what moved as well.
_INVITED = """
SELECT invited.session, invited.payload FROM (
    SELECT DISTINCT ON (message.session) message.session, message.payload, session.starts_at
    FROM message LEFT JOIN session ON session.id = message.session
    WHERE message.registration = $1 AND message.kind IN ('confirmation', 'promotion', 'update')
      AND message.state NOT IN ('dropped', 'failed') AND NOT message.payload ? 'occurrence'
      AND (message.kind <> 'update' OR message.state = 'sent')
      AND (message.payload ? 'series' OR session.ends_at > now())
    ORDER BY message.session, message.created_at DESC
) AS invited
ORDER BY invited.starts_at NULLS FIRST
"""
_PEOPLE_OF_SESSION = """
SELECT registration.id, registration.email, (
    SELECT message.payload #>> ARRAY['series', session.id::text, '0'] FROM message
    WHERE message.registration = registration.id AND message.payload ? 'series' AND message.state <> 'dropped'
      AND (message.kind IN ('confirmation', 'promotion') OR (message.kind = 'update' AND message.state <> 'pending'))
    ORDER BY message.created_at DESC LIMIT 1
) AS occurrence
FROM session
JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity
JOIN registration ON registration.session = session.id OR registration.edition = edition.id
WHERE session.id = $1 AND session.ends_at > now() AND activity.form <> 'walk_in'
  AND registration.email IS NOT NULL AND registration.state = ANY($2::text[])
"""


@dataclass(frozen=True, slots=True)
class _Person:
    registration: UUID
    email: str
    session: UUID | None
    edition: UUID | None
    form: Form


async def write_confirmation(fact: RegistrationConfirmed) -> None:
    person = await _person(fact.registration)
    if person:
        kind = MessageKind.PROMOTION if fact.promoted else MessageKind.CONFIRMATION
        await _post_each(person, kind, invitations(person.form, await _coming(person)))


async def write_waiting(fact: RegistrationWaiting) -> None:
    await _post_one(fact.registration, MessageKind.WAITING)


async def write_offer(fact: RegistrationOffered) -> None:
    """Without an e-mail address there is no mail: staff sees whom to call."""
    await _post_one(fact.registration, MessageKind.OFFER)


async def write_offer_expired(fact: OfferExpired) -> None:
    await _post_one(fact.registration, MessageKind.OFFER_EXPIRED)


async def write_changed(fact: RegistrationChanged) -> None:
    await _post_one(fact.registration, MessageKind.CHANGED, fact.revision)


async def write_finished(fact: RegistrationFinished) -> None:
    """Take back what was invited to and has not passed yet: who has had the agreed meetings does not come to it."""
    person = await _person(fact.registration)
    if person:
        invited = await _invited(person) or [Invited(person.session, Payload())]
        await _post_each(person, MessageKind.FINISHED, invited)


async def write_reconfirmation(fact: ReconfirmationAsked) -> None:
    await _post_one(fact.registration, MessageKind.RECONFIRM)


async def write_cancellation(fact: RegistrationCancelled) -> None:
    """Take back what was invited to and has not passed yet; who had no place gets one mail without an invitation."""
    person = await _person(fact.registration)
    if person:
        how = {"by_staff": fact.by == "staff", "had_place": fact.had_place}
        invited = (await _invited(person) if fact.had_place else []) or [Invited(person.session, Payload())]
        cancelled = [replace(each, payload=each.payload.model_copy(update=how)) for each in invited]
        await _post_each(person, MessageKind.CANCELLATION, cancelled)


async def write_update(fact: SessionMoved) -> None:
    former = Former(
        starts_at=fact.former_starts_at,
        ends_at=fact.former_ends_at,
        location=fact.former_location,
        room=fact.former_room,
    )
    await tell_change(fact.session, Change(former=former, revision=fact.sequence))


async def write_session_cancelled(fact: SessionCancelled) -> None:
    await tell_change(fact.session, None)
    people = await _people_of_session(fact.session, (*PLACED, *QUEUED))
    await _post_about_session(people, MessageKind.SESSION_CANCELLED, fact, Payload())


async def write_location_moved(fact: LocationMoved) -> None:
    await tell_new_address(fact.location, fact.former_address)


async def write_added(fact: SessionAdded) -> None:
    await tell_added(fact.session, fact.starts_at)


async def write_reinstated(fact: SessionReinstated) -> None:
    """Who waits hears nothing: they had no place to lose."""
    people = await _people_of_session(fact.session, PLACED)
    await _post_about_session(people, MessageKind.UPDATE, fact, Payload(reinstated=True))


HANDLERS: Handlers = {
    AccountLinkMade.kind: (AccountLinkMade, write_account_link),
    RegistrationConfirmed.kind: (RegistrationConfirmed, write_confirmation),
    RegistrationWaiting.kind: (RegistrationWaiting, write_waiting),
    RegistrationCancelled.kind: (RegistrationCancelled, write_cancellation),
    SessionMoved.kind: (SessionMoved, write_update),
    SessionCancelled.kind: (SessionCancelled, write_session_cancelled),
    LocationMoved.kind: (LocationMoved, write_location_moved),
    SessionAdded.kind: (SessionAdded, write_added),
    SessionReinstated.kind: (SessionReinstated, write_reinstated),
    RegistrationOffered.kind: (RegistrationOffered, write_offer),
    OfferExpired.kind: (OfferExpired, write_offer_expired),
    RegistrationChanged.kind: (RegistrationChanged, write_changed),
    RegistrationFinished.kind: (RegistrationFinished, write_finished),
    ReconfirmationAsked.kind: (ReconfirmationAsked, write_reconfirmation),
    MinimumNotMet.kind: (MinimumNotMet, write_minimum),
    LinksDied.kind: (LinksDied, write_dead_links),
    LicencesEnding.kind: (LicencesEnding, write_ending_licences),
}


async def _post_one(registration: UUID, kind: MessageKind, revision: int = 0) -> None:
    """A mail without an invitation."""
    person = await _person(registration)
    if person:
        await _post_each(person, kind, [Invited(person.session, Payload())], revision)


async def _person(registration: UUID) -> _Person | None:
    row = await fetch_row(_PERSON, registration)
    if row is None:
        return None
    return _Person(row["id"], row["email"], row["session"], row["edition"], Form(row["form"]))


async def _coming(person: _Person) -> list[Coming]:
    return [
        Coming(
            id=row["id"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            timezone=row["timezone"],
            place=(row["location"], row["room"]),
            sequence=row["sequence"],
        )
        for row in await fetch(_COMING, person.session, person.edition)
    ]


async def _invited(person: _Person) -> list[Invited]:
    rows = await fetch(_INVITED, person.registration)
    payloads = [Payload.model_validate_json(row["payload"]) for row in rows]
    return [
        Invited(row["session"], Payload(part=part, parts=len(rows), series=payload.series))
        for part, (row, payload) in enumerate(zip(rows, payloads, strict=True), start=1)
    ]


async def _post_each(person: _Person, kind: MessageKind, invited: Sequence[Invited], revision: int = 0) -> None:
    await post(
        [
            NewMessage(
                kind=kind,
                recipient=person.email,
                registration=person.registration,
                session=each.session,
                revision=revision,
                payload=each.payload,
            )
            for each in invited
        ]
    )


async def _people_of_session(session: UUID, states: Sequence[RegistrationState]) -> list[asyncpg.Record]:
    return await fetch(_PEOPLE_OF_SESSION, session, list(states))


async def _post_about_session(
    people: Sequence[asyncpg.Record],
    kind: MessageKind,
    fact: SessionCancelled | SessionReinstated,
    payload: Payload,
) -> None:
    await post(
        [
            NewMessage(
                kind=kind,
                recipient=person["email"],
                registration=person["id"],
                session=fact.session,
                revision=fact.sequence,
                payload=payload.model_copy(update={"occurrence": _occurrence(person)}),
            )
            for person in people
        ]
    )


def _occurrence(person: asyncpg.Record) -> datetime | None:
    start: str | None = person["occurrence"]
    return datetime.fromisoformat(start) if start else None
