"""The web application that tests talk to, built once a process: its hundreds of routes take a fifth of a second."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from httpx import ASGITransport, AsyncClient
from litestar import Litestar

from leeragenda.app import DATABASE_ERRORS
from leeragenda.routes import ROUTES
from web.shell import create_shell

AGENDA = "http://agenda.example"
API_PATH = "/api/v1"


@cache
def application(public_url: str = AGENDA) -> Litestar:
    """All routes of the product. It is shared: a test that changes its state puts that back."""
    return create_shell(ROUTES, public_url=public_url, exception_handlers=DATABASE_ERRORS)


@asynccontextmanager
async def visitor(
    public_url: str = AGENDA,
    *,
    path: str = "",
    headers: Mapping[str, str] | None = None,
    address: str = "127.0.0.1",
) -> AsyncIterator[AsyncClient]:
    """Somebody at an IP address who knows the site by its public address, with cookies of their own.

    :param path: what all paths that they ask for begin with, such as that of the API.
    """
    transport: Any = ASGITransport(app=application(public_url), client=(address, 1234))  # type: ignore[arg-type]
    async with AsyncClient(transport=transport, base_url=public_url + path, headers=headers) as client:
        yield client
