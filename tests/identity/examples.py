"""Staff of a small tree: a national organisation with two libraries below it."""

from identity.accounts import create_account, give_role
from identity.roles import Role
from identity.tokens import create_token
from places.organising import create_organisation
from places.schemas import OrganisationDetails
from places.vocabulary import OrganisationKind

PASSWORD = "correct horse battery"


async def make_tree() -> None:
    await create_organisation(
        details=OrganisationDetails(slug="national", name="National", kind=OrganisationKind.NATIONAL)
    )
    for slug in ("north", "south"):
        details = OrganisationDetails(slug=slug, name=slug.title(), kind=OrganisationKind.LIBRARY, parent="national")
        await create_organisation(details=details)


async def token_of(email: str, role: Role, organisation: str) -> str:
    """A token of a new account with one role."""
    await create_account(email=email, password=PASSWORD)
    await give_role(email=email, role=role, organisation_slug=organisation)
    return await create_token(email=email)
