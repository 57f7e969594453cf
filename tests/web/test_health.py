import asyncio
from collections.abc import Mapping
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from web.health import Check, health_router


async def works() -> None:
    await asyncio.sleep(0)


async def breaks() -> None:
    raise ConnectionRefusedError("postgres://user:password@host is away")


async def hangs() -> None:
    await asyncio.sleep(60)


def ready(checks: Mapping[str, Check]) -> tuple[int, Any, str]:
    with TestClient(Litestar([health_router(checks, timeout_seconds=0.05)], logging_config=None)) as client:
        answer = client.get("/health/ready")
        return answer.status_code, answer.json(), answer.headers["cache-control"]


def test_ready_when_all_parts_work() -> None:
    assert ready({"database": works, "redis": works}) == (
        200,
        {"status": "ready", "checked": ["database", "redis"]},
        "no-store",
    )


def test_ready_names_every_part_that_fails_and_not_why() -> None:
    assert ready({"database": breaks, "mail": works, "redis": hangs}) == (
        503,
        {"status": "unavailable", "failing": ["database", "redis"]},
        "no-store",
    )


def test_live_does_not_depend_on_the_parts() -> None:
    with TestClient(Litestar([health_router({"database": breaks})], logging_config=None)) as client:
        assert client.get("/health/live").json() == {"status": "live"}
