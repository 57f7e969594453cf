"""Seeds the people who work with the demo."""

from collections.abc import Iterable

from argon2 import PasswordHasher

from database.transaction import execute, fetch_value
from leeragenda.demo.model import AccountShape

DEMO_PASSWORD = "demo-leeragenda"  # noqa: S105  printed by `demo` and refused in production

_ACCOUNT = "INSERT INTO account (email, name, password_hash) VALUES ($1, $2, $3) RETURNING id"
_ROLE = "INSERT INTO role_assignment (account, organisation, role) SELECT $1, id, $2 FROM organisation WHERE slug = $3"


async def seed_accounts(shapes: Iterable[AccountShape]) -> None:
    hashed = PasswordHasher().hash(DEMO_PASSWORD)
    for shape in shapes:
        account = await fetch_value(_ACCOUNT, shape.email, shape.name, hashed)
        await execute(_ROLE, account, shape.role, shape.organisation)
