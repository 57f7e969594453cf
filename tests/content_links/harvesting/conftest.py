from collections.abc import AsyncIterator, Iterator

import pytest

from settings import get_settings
from tests.content_links.harvesting.servers import Site, running_site


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with running_site() as running:
        yield running


@pytest.fixture
def own_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LEERAGENDA_PRIVATE_CALENDARS", "true")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()
