"""Wrappers around the whole application, for what is true of every answer, errors included."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS: dict[str, str] = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    "cross-origin-opener-policy": "same-origin",
}
STRICT_TRANSPORT = {"strict-transport-security": "max-age=31536000"}


def with_security_headers(app: ASGIApp, *, https: bool) -> ASGIApp:
    """Adds the headers that an answer does not set itself; strict transport only where the site is https."""
    wanted = SECURITY_HEADERS | (STRICT_TRANSPORT if https else {})
    encoded = [(name.encode(), value.encode()) for name, value in wanted.items()]
    names = {name for name, _ in encoded}

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                own = {name for name, _ in headers if name in names}
                message["headers"] = headers + [header for header in encoded if header[0] not in own]
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped


def with_head(app: ASGIApp) -> ASGIApp:
    """Answers HEAD as GET without the body (RFC 9110 section 9.3.2), so that no handler needs to know of it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        scope["method"] = "GET"
        await app(scope, receive, send_without_body)

    return wrapped
