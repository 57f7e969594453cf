"""The cookie of a signed-in browser."""

from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from identity.sessions import LONGEST
from settings import get_settings

NAME: Final = "leeragenda_staff"


def cookie_name() -> str:
    """With the prefix by which browsers refuse it from neighbours and over plain http (RFC 6265bis section 4.1.3)."""
    return f"__Host-{NAME}" if get_settings().is_production else NAME


def key_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    return connection.cookies.get(cookie_name()) or None


def session_cookie(key: str) -> Cookie:
    return _cookie(key, int(LONGEST.total_seconds()))


def no_session_cookie() -> Cookie:
    return _cookie("", 0)


def _cookie(value: str, max_age: int) -> Cookie:
    return Cookie(
        key=cookie_name(),
        value=value,
        path="/",
        max_age=max_age,
        httponly=True,
        secure=get_settings().is_production,
        samesite="lax",
    )
