"""Seeds the people who work with the demo."""

from collections.abc import Iterable

from identity.accounts import create_account, give_role
from identity.people import set_places
from leeragenda.demo.model import AccountShape
from places.queries import locations_of_organisation, organisation_by_slug

DEMO_PASSWORD = "demo-leeragenda"  # noqa: S105  printed by `demo` and refused in production


async def seed_accounts(shapes: Iterable[AccountShape]) -> None:
    for shape in shapes:
        account = await create_account(email=shape.email, name=shape.name, password=DEMO_PASSWORD)
        await give_role(email=shape.email, role=shape.role, organisation_slug=shape.organisation)
        organisation = await organisation_by_slug(shape.organisation)
        locations = await locations_of_organisation(organisation.id)
        await set_places(account.id, organisation.id, [each.id for each in locations if each.key in shape.places])
