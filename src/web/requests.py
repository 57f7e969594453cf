"""What the shell wants to know of a request."""

from typing import Any

from litestar import Request

AnyRequest = Request[Any, Any, Any]

DATA_SUFFIXES = (".json", ".ics", ".rss")


def is_fragment(request: AnyRequest) -> bool:
    """htmx asks for a part of a page; when it restores a page from the browser's history it needs all of it."""
    headers = request.headers
    return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


def wants_data(request: AnyRequest) -> bool:
    """A program is reading, so errors are problem documents and not pages."""
    path = request.scope["path"]
    if path.startswith("/api/") or path.endswith(DATA_SUFFIXES):
        return True
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


def current_path(request: AnyRequest) -> str:
    """The path with its query, as the browser asked for it, for links that come back to this page."""
    query = request.scope["query_string"].decode("latin-1")
    return f"{request.url.path}?{query}" if query else request.url.path
