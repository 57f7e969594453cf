"""What the shell wants to know of a request."""

import re
from typing import Any

from litestar import Request

AnyRequest = Request[Any, Any, Any]

_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
DATA_SUFFIXES = (".json", ".ics", ".rss")


def is_fragment(request: AnyRequest) -> bool:
    """htmx asks for a part of a page. When it goes back in history, or takes a part itself, it needs all of it."""
    headers = request.headers
    return (
        headers.get("hx-request") == "true"
        and headers.get("hx-request-type") != "full"
        and headers.get("hx-history-restore-request") != "true"
    )


def wants_data(request: AnyRequest) -> bool:
    """A program is reading, so errors are problem documents and not pages."""
    path = request.scope["path"]
    if path.startswith("/api/") or path.endswith(DATA_SUFFIXES):
        return True
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


def accepts_gzip(request: AnyRequest) -> bool:
    """Whether Accept-Encoding (RFC 9110 section 12.5.3) names gzip and does not weigh it as zero."""
    return _GZIP.search(request.headers.get("accept-encoding", "")) is not None


def current_path(request: AnyRequest) -> str:
    """The path with its query, as the browser asked for it, for links that come back to this page."""
    query = request.scope["query_string"].decode("latin-1")
    return f"{request.url.path}?{query}" if query else request.url.path
