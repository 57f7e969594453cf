"""The people of an organisation: who they are, and what its administrator changes about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from database.transaction import execute, fetch, fetch_value, transaction
from identity.accounts import create_account, normal_email
from identity.actors import Actor
from identity.errors import NotYourPerson, RoleNotYours, UnknownPerson, YourOwnRights
from identity.links import LinkPurpose, make_link
from identity.permissions import reaches
from identity.roles import Role
from identity.second_factor import remove_second_factor
from identity.sessions import close_sessions

# A right that an administrator of a library cannot give: those above it have it.
_GIVEN_BY: Final = {
    Role.NATIONAL: frozenset({Role.ADMIN, Role.NATIONAL, Role.ADVISER, Role.PROGRAMMER, Role.HOST, Role.VIEWER}),
    Role.ADMIN: frozenset({Role.ADMIN, Role.ADVISER, Role.PROGRAMMER, Role.HOST, Role.VIEWER}),
}

_PEOPLE = """
SELECT account.id, account.email, account.name, account.active, account.totp_secret IS NOT NULL AS second_factor,
    account.password_hash IS NULL AND NOT EXISTS (
        SELECT FROM external_identity WHERE external_identity.account = account.id) AS invited,
    (SELECT max(last_seen_at) FROM staff_session WHERE staff_session.account = account.id) AS last_seen_at,
    array_agg(DISTINCT role_assignment.role ORDER BY role_assignment.role) AS roles,
    coalesce((SELECT array_agg(location.name ORDER BY location.name) FROM host_place
        JOIN location ON location.id = host_place.location
        WHERE host_place.account = account.id AND location.organisation = $1), '{}') AS places
FROM role_assignment JOIN account ON account.id = role_assignment.account
WHERE role_assignment.organisation = $1
GROUP BY account.id ORDER BY account.active DESC, lower(coalesce(nullif(account.name, ''), account.email)), account.id
"""
_ROLES = "SELECT organisation, role FROM role_assignment WHERE account = $1"
_SET_ROLES = """
INSERT INTO role_assignment (account, organisation, role) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING
"""
_DROP_ROLES = "DELETE FROM role_assignment WHERE account = $1 AND organisation = $2 AND role <> ALL($3::text[])"
_DROP_PLACES = """
DELETE FROM host_place USING location
WHERE location.id = host_place.location AND host_place.account = $1 AND location.organisation = $2
    AND location.id <> ALL($3::int[])
"""
_ADD_PLACES = """
INSERT INTO host_place (account, location) SELECT $1, id FROM location WHERE organisation = $2 AND id = ANY($3::int[])
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a role at an organisation. `invited`: they have not chosen a password yet."""

    id: int
    email: str
    name: str
    active: bool
    second_factor: bool
    invited: bool
    last_seen_at: datetime | None
    roles: Sequence[Role]
    places: Sequence[str]

    @property
    def called(self) -> str:
        return self.name or self.email


async def roles_given_by(actor: Actor, organisation_id: int) -> list[Role]:
    """The roles that the actor may give at this organisation, by the grants that hold there."""
    given: set[Role] = set()
    for role, gives in _GIVEN_BY.items():
        own = [grant.organisation_id for grant in actor.grants if grant.role is role]
        if await reaches(own, organisation_id):
            given |= gives
    return [role for role in Role if role in given]


async def people_of(organisation_id: int) -> list[Person]:
    """Who has a role at this very organisation, in one query: the active first, by name."""
    return [
        Person(**{**row, "roles": [Role(role) for role in row["roles"]]})
        for row in await fetch(_PEOPLE, organisation_id)
    ]


async def roles_of(account_id: int) -> list[tuple[Role, str]]:
    """Each role of somebody with the name of the organisation where it holds, by name."""
    sql = """
    SELECT role, organisation.name
    FROM role_assignment JOIN organisation ON organisation.id = role_assignment.organisation
    WHERE account = $1 ORDER BY organisation.name, role
    """
    return [(Role(row["role"]), row["name"]) for row in await fetch(sql, account_id)]


async def person_of(account_id: int, organisation_id: int) -> Person:
    """:raises UnknownPerson: they have no role at this organisation."""
    found = [person for person in await people_of(organisation_id) if person.id == account_id]
    if not found:
        raise UnknownPerson
    return found[0]


async def invite(
    actor: Actor, *, email: str, name: str, roles: Collection[Role], organisation_id: int, locale: Literal["nl", "en"]
) -> int:
    """Gives somebody roles, with an account and a mailed link when they are new; returns the account's id.

    :raises ValidationError: this is no e-mail address.
    :raises RoleNotYours: the actor may not give one of the roles.
    """
    await _require_roles(actor, organisation_id, roles)
    address = normal_email(email)
    async with transaction():
        account_id = await fetch_value("SELECT id FROM account WHERE email = $1", address)
        if account_id is None:
            account_id = (await create_account(email=address, name=name, password=None)).id
            await make_link(account_id, LinkPurpose.INVITE, locale=locale)
        await execute(_SET_ROLES, account_id, organisation_id, list(roles))
    return int(account_id)


async def invite_again(actor: Actor, account_id: int, *, locale: Literal["nl", "en"]) -> None:
    """A new link for who has not chosen a password yet, which is mailed; the former one ends.

    :raises NotYourPerson: see `set_active`.
    """
    async with transaction():
        await _require_whole(actor, account_id)
        if await fetch_value("SELECT password_hash IS NULL FROM account WHERE id = $1", account_id):
            await make_link(account_id, LinkPurpose.INVITE, locale=locale)


async def set_roles(actor: Actor, account_id: int, organisation_id: int, roles: Collection[Role]) -> None:
    """What somebody may do at this organisation from now on; without roles they leave it. Their browsers sign in again.

    :raises RoleNotYours: the actor may not give or take one of the roles.
    :raises YourOwnRights: nobody takes away their own rights by mistake.
    """
    async with transaction():
        now = {Role(row["role"]) for row in await fetch(_ROLES, account_id) if row["organisation"] == organisation_id}
        await _require_roles(actor, organisation_id, now ^ set(roles))
        if account_id == actor.account_id and now - set(roles):
            raise YourOwnRights
        await execute(_DROP_ROLES, account_id, organisation_id, list(roles))
        await execute(_SET_ROLES, account_id, organisation_id, list(roles))
        if now != set(roles) and account_id != actor.account_id:
            await close_sessions(account_id)


async def set_places(account_id: int, organisation_id: int, locations: Collection[int]) -> None:
    """The places of this organisation that somebody is host of; those of others stay."""
    async with transaction():
        await execute(_DROP_PLACES, account_id, organisation_id, list(locations))
        await execute(_ADD_PLACES, account_id, organisation_id, list(locations))


async def set_active(actor: Actor, account_id: int, *, active: bool) -> None:
    """A closed account signs in nowhere, and its tokens do nothing; it can be opened again.

    :raises NotYourPerson: they have a role at an organisation that the actor has nothing to say about.
    :raises YourOwnRights: it is the actor's own account.
    """
    async with transaction():
        await _require_whole(actor, account_id)
        await execute("UPDATE account SET active = $2 WHERE id = $1", account_id, active)
        if not active:
            await close_sessions(account_id)


async def reset_second_factor(actor: Actor, account_id: int) -> None:
    """For who lost their phone and their recovery codes.

    :raises NotYourPerson: see `set_active`.
    """
    async with transaction():
        await _require_whole(actor, account_id)
        await remove_second_factor(account_id)
        await close_sessions(account_id)


async def rename(account_id: int, name: str) -> None:
    await execute("UPDATE account SET name = $2 WHERE id = $1", account_id, name.strip()[:200])


async def _require_roles(actor: Actor, organisation_id: int, roles: Collection[Role]) -> None:
    if not set(roles) <= set(await roles_given_by(actor, organisation_id)):
        raise RoleNotYours(field="roles")


async def _require_whole(actor: Actor, account_id: int) -> None:
    """What touches a whole account is for who administers all of its organisations."""
    if account_id == actor.account_id:
        raise YourOwnRights
    for row in await fetch(_ROLES, account_id):
        if Role(row["role"]) not in await roles_given_by(actor, row["organisation"]):
            raise NotYourPerson
