"""The registration in hand and what it is for, held until the transaction ends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from database.transaction import fetch_row, fetch_value
from events.errors import UnknownEdition, UnknownRegistration, UnknownSession
from events.standing import EDITION_STANDING, SESSION_STANDING, Standing
from events.vocabulary import RegistrationState, RegistrationTarget

SEATED: Final = frozenset(
    {
        RegistrationState.CONFIRMED,
        RegistrationState.OFFERED,
        RegistrationState.ATTENDED,
        RegistrationState.NO_SHOW,
    }
)
"""The states of who holds seats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A registration of which the target is locked, so that nobody else moves it."""

    id: UUID
    table: RegistrationTarget
    target: UUID
    state: RegistrationState
    party_size: int
    offer_expires_at: datetime | None

    @property
    def has_seats(self) -> bool:
        return self.state in SEATED


async def hold(registration: UUID) -> Held:
    """Locks the session or edition before the registration is read: the same order as signing up, so no deadlock.

    :raises UnknownRegistration: there is none.
    """
    row = await fetch_row("SELECT session, edition FROM registration WHERE id = $1", registration)
    if row is None:
        raise UnknownRegistration
    table = RegistrationTarget.SESSION if row["session"] else RegistrationTarget.EDITION
    await lock(table, row[table])
    found = await fetch_row("SELECT state, party_size, offer_expires_at FROM registration WHERE id = $1", registration)
    if found is None:
        raise UnknownRegistration
    return Held(
        id=registration,
        table=table,
        target=row[table],
        state=RegistrationState(found["state"]),
        party_size=found["party_size"],
        offer_expires_at=found["offer_expires_at"],
    )


async def lock(table: RegistrationTarget, target: UUID) -> None:
    """Nobody else gives or takes a seat of it until this transaction ends.

    :raises UnknownSession, UnknownEdition: there is none.
    """
    if await fetch_value(f"SELECT 1 FROM {table} WHERE id = $1 FOR UPDATE", target) is None:  # noqa: S608
        raise UnknownSession if table is RegistrationTarget.SESSION else UnknownEdition


@dataclass(frozen=True, slots=True, kw_only=True)
class Joinable:
    """A session or edition as it stands; an offer is kept for `offer_hours`."""

    standing: Standing
    offer_hours: int


async def read_target(table: RegistrationTarget, target: UUID, now: datetime) -> Joinable:
    """How it stands; read it after `lock`.

    :param now: aware.
    :raises UnknownSession, UnknownEdition: there is none.
    """
    row: Any = await fetch_row(_READ[table], target, now)
    if row is None:
        raise UnknownSession if table is RegistrationTarget.SESSION else UnknownEdition
    return Joinable(standing=Standing.of(row), offer_hours=row["offer_hours"])


_READ: Final = {
    RegistrationTarget.SESSION: f"""
SELECT {SESSION_STANDING}, activity.offer_hours FROM session JOIN edition ON edition.id = session.edition
JOIN activity ON activity.id = edition.activity WHERE session.id = $1 AND $2::timestamptz IS NOT NULL
""",  # noqa: S608  constant
    RegistrationTarget.EDITION: f"""
SELECT {EDITION_STANDING}, activity.offer_hours FROM edition JOIN activity ON activity.id = edition.activity
WHERE edition.id = $1
""",  # noqa: S608  constant
}
