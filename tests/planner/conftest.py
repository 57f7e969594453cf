from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from tests.planner.staff_browser import open_browser


@pytest.fixture
async def staff(database: None) -> AsyncIterator[AsyncClient]:
    """A browser that nobody has signed in with yet."""
    async with open_browser() as client:
        yield client
