"""Which account somebody has who comes in through the directory of their library."""

from database.transaction import execute, fetch, fetch_row, transaction
from identity.accounts import AccountRow, account_by_email, create_account, normal_email
from identity.directories import Arrival
from identity.errors import EmailNotVerified, NotInvited
from identity.permissions import reaches
from identity.roles import Role
from places.queries import organisation_by_slug
from settings import OidcProvider

_KNOWN = """
SELECT account.id, account.email, account.name, account.active
FROM external_identity JOIN account ON account.id = external_identity.account
WHERE external_identity.issuer = $1 AND external_identity.subject = $2
"""
_LINK = "INSERT INTO external_identity (account, issuer, subject) VALUES ($1, $2, $3)"
_DROP = "DELETE FROM role_assignment WHERE account = $1 AND organisation = $2 AND role = ANY($3::text[])"
_GIVE = """
INSERT INTO role_assignment (account, organisation, role) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING
"""


async def welcome(provider: OidcProvider, arrival: Arrival) -> AccountRow:
    """Their account: the one they had, the one with their verified address, or a new one with the default role.

    :raises EmailNotVerified: they are new here, and the directory does not vouch for their address.
    :raises NotInvited: the account is closed or of another organisation, or newcomers get nothing here.
    """
    async with transaction():
        organisation = (await organisation_by_slug(provider.organisation)).id
        account = await _known(arrival) or await _by_address(provider, arrival, organisation)
        if not account.active:
            raise NotInvited
        await _follow_groups(provider, arrival, account.id, organisation)
    return account


async def _known(arrival: Arrival) -> AccountRow | None:
    row = await fetch_row(_KNOWN, arrival.issuer, arrival.subject)
    return None if row is None else AccountRow(**row)


async def _by_address(provider: OidcProvider, arrival: Arrival, organisation: int) -> AccountRow:
    if not arrival.email or not arrival.email_verified:
        raise EmailNotVerified
    address = normal_email(arrival.email)
    if await fetch_row("SELECT id FROM account WHERE email = $1", address):
        account = await account_by_email(address)
        await _require_own(account.id, organisation)
    else:
        account = await _newcomer(provider, arrival, address, organisation)
    await execute(_LINK, account.id, arrival.issuer, arrival.subject)
    return account


async def _require_own(account_id: int, organisation: int) -> None:
    """A directory vouches for people of its organisation and below, not for who has rights elsewhere or above."""
    for row in await fetch("SELECT organisation FROM role_assignment WHERE account = $1", account_id):
        if not await reaches([organisation], row["organisation"]):
            raise NotInvited


async def _newcomer(provider: OidcProvider, arrival: Arrival, address: str, organisation: int) -> AccountRow:
    roles = _roles_of_groups(provider, arrival) or ({provider.default_role} if provider.default_role else set())
    if not roles:
        raise NotInvited
    account = await create_account(email=address, name=arrival.name, password=None)
    await execute(_GIVE, account.id, organisation, sorted(roles))
    return account


async def _follow_groups(provider: OidcProvider, arrival: Arrival, account_id: int, organisation: int) -> None:
    """Roles that the directory gives, it also takes; those that were given here stay."""
    if provider.role_claim is None:
        return
    given = _roles_of_groups(provider, arrival)
    await execute(_DROP, account_id, organisation, sorted(set(provider.roles.values()) - given))
    await execute(_GIVE, account_id, organisation, sorted(given))


def _roles_of_groups(provider: OidcProvider, arrival: Arrival) -> set[str]:
    return {Role(role).value for group, role in provider.roles.items() if group in arrival.groups}
