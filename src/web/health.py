"""Whether this process lives, and whether it can do its work: for supervisors and load balancers."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from litestar import Response, Router, get

Check = Callable[[], Awaitable[object]]
"""Returns when its part works and raises when it does not."""

Status = dict[str, str | list[str]]

CHECK_TIMEOUT_SECONDS = 2.0

log = structlog.get_logger(__name__)


def health_router(checks: Mapping[str, Check], *, timeout_seconds: float = CHECK_TIMEOUT_SECONDS) -> Router:
    """`/health/live` and `/health/ready`; the latter answers 503 naming each part that fails or takes too long."""

    @get("/live")
    async def live() -> Response[Status]:
        return _uncached({"status": "live"}, 200)

    @get("/ready")
    async def ready() -> Response[Status]:
        failing = await failing_checks(checks, timeout_seconds=timeout_seconds)
        if failing:
            return _uncached({"status": "unavailable", "failing": failing}, 503)
        return _uncached({"status": "ready", "checked": list(checks)}, 200)

    return Router("/health", route_handlers=[live, ready])


async def failing_checks(checks: Mapping[str, Check], *, timeout_seconds: float) -> list[str]:
    """The names of the checks that fail, run at the same time. Why they fail is logged and not told to strangers."""
    runs = (asyncio.wait_for(check(), timeout_seconds) for check in checks.values())
    results = dict(zip(checks, await asyncio.gather(*runs, return_exceptions=True), strict=True))
    failures = {name: result for name, result in results.items() if isinstance(result, BaseException)}
    for name, failure in failures.items():
        log.warning("not_ready", part=name, reason=f"{type(failure).__name__}: {failure}")
    return list(failures)


def _uncached(content: Status, status_code: int) -> Response[Status]:
    return Response(content, status_code=status_code, headers={"Cache-Control": "no-store"})
