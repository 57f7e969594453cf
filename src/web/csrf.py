"""Refuses what other websites make a reader's browser send, without tokens: docs/decisions/0005-csrf.md."""

from urllib.parse import urlsplit

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Method, Receive, Scope, Send

from refusals import Forbidden

SAFE_METHODS: frozenset[Method | str] = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

# Mail programs on the web may say it for their reader (RFC 8058). What it does is in the signed link, not in cookies.
ONE_CLICK = "/unsubscribe/"


class CrossOriginRefused(Forbidden):
    """This came from another website. Open the page here and try again."""

    code = "cross_origin"


class CrossOriginProtection:
    """ASGI middleware over everything that changes something.

    :param public_url: where browsers find us; its origin counts as ours also behind a proxy that changes Host.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._own_host = urlsplit(public_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == ScopeType.HTTP
            and scope["method"] not in SAFE_METHODS
            and not scope["path"].startswith(ONE_CLICK)
        ):
            self._refuse_other_origins(Headers.from_scope(scope))
        await self._app(scope, receive, send)

    def _refuse_other_origins(self, headers: Headers) -> None:
        fetch_site = headers.get("sec-fetch-site")
        if fetch_site in {"same-origin", "none"} or headers.get("authorization", "").startswith("Bearer "):
            return
        origin = headers.get("origin")
        if fetch_site is None and (origin is None or self._is_own(origin, headers.get("host", ""))):
            return
        raise CrossOriginRefused

    def _is_own(self, origin: str, host: str) -> bool:
        origin_host = urlsplit(origin).netloc.lower()  # empty for "null", what a sandboxed frame says
        return origin_host != "" and origin_host in {self._own_host, host.lower()}
