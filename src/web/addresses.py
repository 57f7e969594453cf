"""Refuses addresses that no page of ours can have, before a query meets them."""

from litestar.types import ASGIApp, Receive, Scope, Send

from refusals import Missing


class ReadableAddresses:
    """ASGI middleware: PostgreSQL cannot hold a NUL, so a path with one names nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "\0" in scope["path"]:
            raise Missing
        await self._app(scope, receive, send)
