"""The web application: every route in its shell, with the connections it needs."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import asyncpg
import structlog
from arq.connections import ArqRedis
from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, YamlRenderPlugin
from litestar.plugins.prometheus import PrometheusConfig, PrometheusController

from database.engine import DB, close_pool, open_pool
from leeragenda.job_queue import open_queue
from leeragenda.logging import configure_logging, with_request_log
from leeragenda.readiness import readiness_checks
from leeragenda.routes import ROUTES
from outbox.relay import nudge
from settings import get_settings
from web.csrf import SAFE_METHODS
from web.errors import on_unavailable, on_unreadable
from web.requests import AnyRequest
from web.shell import OnException, create_shell

OPENING_TIMEOUT_SECONDS = 5
PAUSE_BETWEEN_TRIES_SECONDS = 1
PAUSE_BEFORE_NUDGE_SECONDS = 0.05
CANNOT_OPEN = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
DATABASE_ERRORS: Mapping[int | type[Exception], OnException] = {
    ConnectionError: on_unavailable,
    TimeoutError: on_unavailable,
    asyncpg.PostgresConnectionError: on_unavailable,
    asyncpg.CannotConnectNowError: on_unavailable,
    asyncpg.AdminShutdownError: on_unavailable,
    asyncpg.TooManyConnectionsError: on_unavailable,
    # PostgreSQL holds no NUL: whoever sends one in a query gets no answer, and nothing is broken.
    asyncpg.CharacterNotInRepertoireError: on_unreadable,
}
OPENAPI = OpenAPIConfig(
    title="Leeragenda",
    version="1",
    description="The agenda of learning at public libraries. Errors are problem documents (RFC 9457).",
    path="/api/schema",
    render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"]), YamlRenderPlugin()],
)

log = structlog.get_logger(__name__)


def create_app() -> Litestar:
    """What a server process runs. It starts without the database and Redis too, and /health/ready says so."""
    settings = get_settings()
    configure_logging(settings)
    queue = open_queue(settings.redis_url)
    app = create_shell(
        [PrometheusController, *ROUTES],
        public_url=settings.public_url,
        checks=readiness_checks(queue),
        exception_handlers=DATABASE_ERRORS,
        middleware=[PrometheusConfig(app_name="leeragenda", prefix="leeragenda", group_path=True).middleware],
        lifespan=[open_connections],
        after_response=nudge_after_change,
        openapi=OPENAPI,
    )
    app.state.queue = queue
    app.state.nudging = None
    app.asgi_handler = with_request_log(app.asgi_handler)
    return app


async def nudge_after_change(request: AnyRequest) -> None:
    """Whatever changes something may have recorded facts, so the worker need not wait for its next round.

    One nudge does for all that changes within a moment: in a rush it would cost as much as what it is about.
    """
    state = request.app.state
    if request.method not in SAFE_METHODS and (state.nudging is None or state.nudging.done()):
        state.nudging = asyncio.create_task(_nudge_soon(state.queue))


async def _nudge_soon(queue: ArqRedis) -> None:
    await asyncio.sleep(PAUSE_BEFORE_NUDGE_SECONDS)
    await nudge(queue)


@asynccontextmanager
async def open_connections(app: Litestar) -> AsyncIterator[None]:
    queue: ArqRedis = app.state.queue
    retrying = None if await try_to_open_pool() else asyncio.create_task(keep_trying_to_open_pool())
    try:
        yield
    finally:
        if retrying is not None:
            retrying.cancel()
            with suppress(asyncio.CancelledError):
                await retrying
        if app.state.nudging is not None:
            await app.state.nudging
        if DB.pool is not None:
            await close_pool()
        await queue.aclose()


async def keep_trying_to_open_pool() -> None:
    while not await try_to_open_pool():  # noqa: ASYNC110  nothing tells us when the database is back
        await asyncio.sleep(PAUSE_BETWEEN_TRIES_SECONDS)


async def try_to_open_pool() -> bool:
    try:
        async with asyncio.timeout(OPENING_TIMEOUT_SECONDS):
            await open_pool()
    except CANNOT_OPEN as error:
        log.warning("database_not_opened", reason=f"{type(error).__name__}: {error}")
        return False
    return True
