from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from devservices.valkey import start_valkey


@pytest.fixture(scope="package")
def valkey_url() -> Iterator[str]:
    with start_valkey() as server:
        yield server.url


@pytest.fixture
async def valkey(valkey_url: str) -> AsyncIterator[Redis]:
    """An empty one."""
    async with Redis.from_url(valkey_url) as client:
        await client.flushdb()
        yield client
