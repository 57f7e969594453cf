from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from tests.application import visitor


@pytest.fixture
async def reader(database: None) -> AsyncIterator[AsyncClient]:
    """A Dutch reader of the public pages."""
    headers = {"Accept-Language": "nl"}
    async with visitor("http://localhost", headers=headers) as client:
        yield client
