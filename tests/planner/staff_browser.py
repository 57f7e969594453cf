"""A browser of staff, for the pages of the planner."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from httpx import AsyncClient

from identity.accounts import account_by_email, create_account, give_role
from identity.cookies import NAME
from identity.errors import UnknownAccount
from identity.roles import Role
from identity.sessions import open_session
from tests.application import visitor


@asynccontextmanager
async def open_browser() -> AsyncIterator[AsyncClient]:
    """Not signed in, Dutch, and it says that its forms are our own."""
    async with visitor() as client:
        client.headers["sec-fetch-site"] = "same-origin"
        yield client


async def sign_in_as(
    browser: AsyncClient, email: str, role: Role, organisation: str, *, password: str | None = None
) -> int:
    """With an account that is made when there is none; returns its id."""
    try:
        account = await account_by_email(email)
    except UnknownAccount:
        account = await create_account(email=email, name=email.split("@", maxsplit=1)[0].title(), password=password)
    await give_role(email=email, role=role, organisation_slug=organisation)
    browser.cookies.set(NAME, await open_session(account.id), domain="agenda.example")
    return account.id
