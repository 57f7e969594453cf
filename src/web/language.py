"""Switches the language with a plain link."""

import re

from litestar import Response, get
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from refusals import Missing
from settings import get_settings
from web.i18n import LANGUAGE_COOKIE, is_locale

ONE_YEAR_SECONDS = 365 * 24 * 3600
_LOCAL = re.compile(r"/(?!/)[^\x00-\x20\x7f\\]*")


@get("/language/{code:str}")
async def switch_language(code: FromPath[str], next: FromQuery[str] = "/") -> Response[None]:  # noqa: A002  the name in the address
    """Keeps the choice in a cookie and goes back to `next`, if that is a page of ours."""
    if not is_locale(code):
        raise Missing
    return Redirect(
        local_path(next),
        status_code=303,
        cookies=[
            Cookie(
                key=LANGUAGE_COOKIE,
                value=code,
                max_age=ONE_YEAR_SECONDS,
                httponly=True,
                secure=get_settings().is_production,
                samesite="lax",
            )
        ],
    )


def local_path(address: str) -> str:
    """The address if it stays on this site, else "/".

    Browsers read a backslash as a slash and skip control characters, so a slash and one of those lead elsewhere just as
    `//evil.example` does.
    """
    return address if _LOCAL.fullmatch(address) else "/"
