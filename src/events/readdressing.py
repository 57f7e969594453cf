"""Corrects the e-mail address of somebody who signed up, when mail comes back."""

from typing import Final
from uuid import UUID

from pydantic import EmailStr, TypeAdapter

from database.transaction import execute, savepoint, transaction
from database.violations import violations
from events.errors import AlreadyRegistered, UnknownRegistration

_EMAIL: Final[TypeAdapter[str]] = TypeAdapter(EmailStr)
_WRITE: Final = "UPDATE registration SET email = $2 WHERE id = $1 AND email IS NOT NULL AND anonymised_at IS NULL"
_ONCE: Final = ("registration_session_once", "registration_edition_once")


async def correct_email(registration: UUID, email: str) -> str:
    """Gives the registration another address, and returns it as it is kept.

    :raises pydantic.ValidationError: it is no address.
    :raises UnknownRegistration: there is none with an address.
    :raises AlreadyRegistered: somebody with that address signed up for the same.
    """
    right = _EMAIL.validate_python(email.strip())
    taken: dict[str, Exception] = {name: AlreadyRegistered(field="email") for name in _ONCE}
    async with transaction():
        with violations(taken):
            async with savepoint():
                done = await execute(_WRITE, registration, right)
        if done == "UPDATE 0":
            raise UnknownRegistration
    return right
