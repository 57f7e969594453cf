"""Staff with tokens at the library of the test world, and a second library that is not theirs."""

from database.transaction import execute
from identity.accounts import create_account, give_role
from identity.roles import Role
from identity.tokens import create_token
from places.locating import add_location
from places.organising import create_organisation
from places.schemas import LocationDetails, OrganisationDetails
from places.vocabulary import LocationKind, OrganisationKind


async def make_neighbour() -> None:
    """The library `elders`, with the location `overkant`."""
    await create_organisation(
        details=OrganisationDetails(slug="elders", name="Bibliotheek Elders", kind=OrganisationKind.LIBRARY)
    )
    details = LocationDetails(key="overkant", name="Overkant", kind=LocationKind.BRANCH)
    await add_location(organisation_slug="elders", details=details)


async def headers_of(role: Role, organisation: str = "bibliotheek") -> dict[str, str]:
    """What somebody new with this role sends."""
    email = f"{role}@{organisation}.example"
    await create_account(email=email, password=None)
    await give_role(email=email, role=role, organisation_slug=organisation)
    return {"Authorization": f"Bearer {await create_token(email=email)}"}


async def make_host_of(location: int, role: Role = Role.HOST, organisation: str = "bibliotheek") -> None:
    """Makes the new person of `headers_of` host of a place."""
    sql = "INSERT INTO host_place (account, location) SELECT id, $2 FROM account WHERE email = $1"
    await execute(sql, f"{role}@{organisation}.example", location)
