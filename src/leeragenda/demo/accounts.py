"""Seeds the people who work with the demo."""

from collections.abc import Iterable

from identity.accounts import create_account, give_role
from leeragenda.demo.model import AccountShape

DEMO_PASSWORD = "demo-leeragenda"  # noqa: S105  printed by `demo` and refused in production


async def seed_accounts(shapes: Iterable[AccountShape]) -> None:
    for shape in shapes:
        await create_account(email=shape.email, name=shape.name, password=DEMO_PASSWORD)
        await give_role(email=shape.email, role=shape.role, organisation_slug=shape.organisation)
