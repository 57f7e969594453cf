"""Accounts of staff, their passwords and their roles."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from database.transaction import execute, fetch_row, fetch_value, transaction
from database.violations import violations
from identity.errors import EmailTaken, UnknownAccount
from identity.passwords import hash_password, is_password, needs_rehash
from identity.roles import Role
from places.queries import organisation_by_slug
from places.schemas import EmailAddress

_EMAIL: TypeAdapter[str] = TypeAdapter(EmailAddress)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    id: int
    email: str
    name: str
    active: bool


async def create_account(*, email: str, name: str = "", password: str | None) -> AccountRow:
    """Without a password somebody signs in through the directory of their library, or chooses one with a link.

    :raises ValidationError: this is no e-mail address.
    :raises EmailTaken: there is an account for it, in whatever capitals.
    :raises PasswordTooShort, PasswordTooLong: see `hash_password`.
    """
    address = normal_email(email)
    hashed = None if password is None else await hash_password(password)
    sql = "INSERT INTO account (email, name, password_hash) VALUES ($1, $2, $3) RETURNING id"
    with violations({"account_email_key": EmailTaken(email=address, field="email")}):
        account_id: int = await fetch_value(sql, address, name, hashed)
    return AccountRow(id=account_id, email=address, name=name, active=True)


async def account_by_email(email: str) -> AccountRow:
    """:raises UnknownAccount: there is none."""
    record = await fetch_row("SELECT id, email, name, active FROM account WHERE email = $1", email.strip().lower())
    if record is None:
        raise UnknownAccount(email=email, field="email")
    return AccountRow(**record)


async def set_password(*, email: str, password: str) -> None:
    """Gives the account another password and signs its browsers out; API tokens stay, mailed links end.

    :raises UnknownAccount: there is none.
    :raises PasswordTooShort, PasswordTooLong: see `hash_password`.
    """
    hashed = await hash_password(password)
    async with transaction():
        account = await account_by_email(email)
        await execute("UPDATE account SET password_hash = $2 WHERE id = $1", account.id, hashed)
        await execute("DELETE FROM staff_session WHERE account = $1", account.id)
        # A link that somebody asked for earlier must not undo this.
        await execute("UPDATE account_link SET used_at = now() WHERE account = $1 AND used_at IS NULL", account.id)


async def sign_in(*, email: str, password: str) -> AccountRow | None:
    """The active account with this e-mail address and password, or None: which of the two is wrong stays unsaid."""
    sql = "SELECT id, email, name, active, password_hash FROM account WHERE email = $1 AND active"
    record = await fetch_row(sql, email.strip().lower())
    hashed = record["password_hash"] if record else None
    if not await is_password(hashed, password) or record is None:
        return None
    if needs_rehash(record["password_hash"]):
        renewed = await hash_password(password)
        await execute("UPDATE account SET password_hash = $2 WHERE id = $1", record["id"], renewed)
    return AccountRow(**{name: value for name, value in record.items() if name != "password_hash"})


async def give_role(*, email: str, role: Role, organisation_slug: str) -> None:
    """The role holds for the organisation and all below it; giving it twice is the same as once.

    :raises UnknownAccount: there is none.
    :raises UnknownOrganisation: there is none.
    """
    sql = "INSERT INTO role_assignment (account, organisation, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    async with transaction():
        account = await account_by_email(email)
        organisation = await organisation_by_slug(organisation_slug)
        await execute(sql, account.id, organisation.id, role)


def normal_email(email: str) -> str:
    """As accounts keep it: small letters, because nobody's mailbox differs from another's by capitals alone.

    :raises ValidationError: this is no e-mail address.
    """
    return _EMAIL.validate_python(email).lower()
