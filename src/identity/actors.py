"""Who asks for something, and which roles they have where."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from identity.roles import Role


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on an organisation (id), which holds for everything below it in the tree."""

    role: Role
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody on the staff who asks for something. `session_id` is of their browser, None for a program."""

    account_id: int
    email: str
    grants: tuple[Grant, ...]
    name: str = ""
    session_id: str | None = None

    @property
    def called(self) -> str:
        """What colleagues call them."""
        return self.name or self.email


def actor_of_rows(records: Sequence[asyncpg.Record], *, session_id: str | None = None) -> Actor | None:
    """From one row for each role (id, email, name, role, organisation), or one without a role; None from no rows."""
    if not records:
        return None
    grants = tuple(Grant(Role(each["role"]), each["organisation"]) for each in records if each["role"] is not None)
    return Actor(records[0]["id"], records[0]["email"], grants, records[0]["name"], session_id)
