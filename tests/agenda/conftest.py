from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from agenda.routes import ROUTES
from web.shell import create_shell


@pytest.fixture
async def reader(database: None) -> AsyncIterator[AsyncClient]:
    """A Dutch reader of the public pages."""
    transport = ASGITransport(create_shell(ROUTES, public_url="http://localhost"))  # type: ignore[arg-type]
    headers = {"Accept-Language": "nl"}
    async with AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        yield client
