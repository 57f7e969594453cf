"""Answers whose headers are bytes already, for what is asked for thousands of times a second."""

from collections.abc import Sequence
from typing import Any

from litestar import Response
from litestar.types import Receive, Scope, Send

Header = tuple[bytes, bytes]


class Prepared(Response[bytes]):
    """Sends itself as it is: Litestar would read and write all headers again for each answer."""

    def __init__(self, status: int, headers: Sequence[Header], body: bytes = b"") -> None:
        self._status, self._sent_headers, self._body = status, headers, body

    def to_asgi_response(self, *_args: Any, **_options: Any) -> Any:
        return self

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self._status, "headers": self._sent_headers})
        await send({"type": "http.response.body", "body": self._body, "more_body": False})
