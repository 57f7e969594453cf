"""Who did something online: a pseudonym, made when it is first needed.

There is one for each e-mail address, for who has shown that the address is theirs. Through the link that is handed out
at signing up there is another one for that registration alone: what the address did stays unknown to who only typed it.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from content_links.learning.opening_links import OpenLink
from database.transaction import execute, fetch, fetch_row, fetch_value
from events.errors import UnknownRegistration
from settings import get_settings

_WHO: Final = """
SELECT lower(registration.email) AS email, registration.anonymised_at, activity.organisation
FROM registration LEFT JOIN session ON session.id = registration.session
    JOIN edition ON edition.id = coalesce(registration.edition, session.edition)
    JOIN activity ON activity.id = edition.activity
WHERE registration.id = $1
"""
# Writing to the row that is there keeps it from others until the transaction is over.
_OF_EMAIL: Final = """
INSERT INTO learner (id, email, created_at) VALUES (gen_random_uuid(), $1, now())
ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id
"""
_OF_REGISTRATION: Final = """
INSERT INTO learner (id, email, created_at) VALUES ($1, NULL, now())
ON CONFLICT (id) DO UPDATE SET email = learner.email RETURNING id
"""
_SEAT_HOLDER: Final = """
SELECT learner.id FROM learner JOIN licence_seat ON licence_seat.learner = learner.id
    JOIN licence ON licence.id = licence_seat.licence
WHERE licence.package = $1 AND (learner.email = $2 OR learner.id = $3)
ORDER BY licence_seat.given_at LIMIT 1
"""
_FORGET: Final = "DELETE FROM learner WHERE email = lower($1) OR id = ANY($2::uuid[])"
_LEAVE: Final = "UPDATE progress SET registration = NULL WHERE registration = ANY($1::uuid[])"
_FORGET_UNUSED: Final = """
DELETE FROM learner WHERE email IS NOT NULL
    AND NOT EXISTS (SELECT FROM registration WHERE lower(registration.email) = learner.email)
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """`email` is in lower case, None without one; `organisation` (an id) is that of the activity."""

    registration: UUID
    email: str | None
    organisation: int


async def reader_of(registration: UUID) -> Reader:
    """:raises UnknownRegistration: it was deleted, or is nobody's any more."""
    row = await fetch_row(_WHO, registration)
    if row is None or row["anonymised_at"]:
        raise UnknownRegistration
    return Reader(registration, row["email"], row["organisation"])


async def learner_of(reader: Reader, link: OpenLink) -> UUID:
    """The pseudonym, which nobody else writes for until the transaction is over."""
    if link.from_mail and reader.email:
        of_email: UUID = await fetch_value(_OF_EMAIL, reader.email)
        return of_email
    of_registration: UUID = await fetch_value(_OF_REGISTRATION, pseudonym(reader.registration))
    return of_registration


async def seat_holder(reader: Reader, link: OpenLink) -> UUID:
    """Who of the pseudonyms has a seat of a licence for the package; without a seat as `learner_of`."""
    held: UUID | None = await fetch_value(_SEAT_HOLDER, link.package, reader.email, pseudonym(reader.registration))
    return held or await learner_of(reader, link)


def pseudonym(registration: UUID) -> UUID:
    """That of a registration alone; only we can tell which belong together."""
    secret = get_settings().secret_key.get_secret_value().encode()
    return UUID(bytes=hmac.digest(secret, b"learner of " + registration.bytes, hashlib.sha256)[:16], version=4)


async def forget_learners(registrations: Sequence[UUID], email: str | None = None) -> None:
    """Deletes what was done online through these registrations and by this address, and gives back its seats.

    What an address did stays while it has other registrations; `forget_unused_learners` deletes it after the last.
    How often packages were used stays, without anybody's name.
    """
    own = [pseudonym(registration) for registration in registrations]
    await execute(_FORGET, email, own)
    await execute(_LEAVE, list(registrations))


async def forget_unused_learners() -> None:
    """The same for the addresses that no registration has any more."""
    await execute(_FORGET_UNUSED)


async def learners_of(registrations: Sequence[UUID], email: str | None = None) -> list[UUID]:
    """All pseudonyms that stand for these."""
    own = [pseudonym(registration) for registration in registrations]
    sql = "SELECT id FROM learner WHERE email = lower($1) OR id = ANY($2::uuid[])"
    return [row["id"] for row in await fetch(sql, email, own)]
