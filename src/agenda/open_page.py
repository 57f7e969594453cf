"""The link to a package in mails and on somebody's own page: it records that they opened it, and takes them there.

docs/decisions/0029-the-learners-path.md says who counts as a person.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from agenda.my_all import asking
from agenda.own_links import mailed_token, receipt_token
from agenda.own_pages import PRIVATE, PRIVATE_FORM
from content_links.learning.destinations import Destination, destination_of, has_seat, instead_of
from content_links.learning.learners import Reader, reader_of
from content_links.learning.opening_links import OpenLink, read_open_token
from content_links.learning.recording import record_done, record_opened, take_back_done
from content_links.learning.reporting import report_parameter_of, with_reference
from content_links.vocabulary import Access
from content_links.words import ACCESS_STEPS
from database.transaction import fetch, fetch_row
from events.errors import UnknownRegistration
from web.i18n import translator_of
from web.requests import AnyRequest
from web.signed_links import BrokenLink
from web.templating import page

_OWN_PAGE: Final = re.compile(r"/my/(all/)?[\w=-]+")
_LIBRARY: Final = "SELECT name, phone FROM organisation WHERE id = $1"
_BRANCHES: Final = """
SELECT name, slug, street, place FROM location
WHERE organisation = $1 AND kind = 'branch' AND retired_at IS NULL ORDER BY name LIMIT 12
"""


@get("/open/{token:str}")
async def open_package(
    request: AnyRequest, token: FromPath[str], go: FromQuery[bool] = False
) -> Response[bytes] | Redirect:
    """Goes there at once, or with `go` after what there is to know first."""
    if _is_ahead(request):  # a browser throws away what is not a success, and asks again when somebody goes there
        return Response(b"", status_code=503, headers=PRIVATE)
    now = datetime.now(UTC)
    try:
        link = read_open_token(token)
        reader = await reader_of(link.registration)
    except (BrokenLink, UnknownRegistration):
        return asking(request, is_broken=True, status=404)
    there = await destination_of(link, reader, now)
    if there.package is None or not there.is_offered:
        return await _gone(request, link, reader, there, now)
    if there.url is None or not (go or (_is_person(request) and not there.explains)):
        return await _explained(request, token, link, reader, there)
    if not await has_seat(link, reader):
        return await _gone(request, link, reader, there, now, is_full=True)
    unit = there.unit.id if there.unit else link.unit
    opened = await record_opened(replace(link, unit=unit), now=now)
    parameter = await report_parameter_of(there.package.provider)
    url = with_reference(there.url, parameter, opened) if parameter and opened else there.url
    return Redirect(url, status_code=303, headers=PRIVATE)


@post("/open/{token:str}/done")
async def say_done(
    request: AnyRequest, token: FromPath[str], data: URLEncodedBody[dict[str, str]]
) -> Response[bytes] | Redirect:
    """`change=undo` takes it back; `back` is the own page that asked."""
    try:
        link = read_open_token(token)
        await (take_back_done(link) if data.get("change") == "undo" else record_done(link))
    except (BrokenLink, UnknownRegistration):
        return asking(request, is_broken=True, status=404)
    back = data.get("back", "")
    address = back if _OWN_PAGE.fullmatch(back) else _own_page(link)
    return Redirect(f"{address}#path-title", status_code=303, headers=PRIVATE)


def _is_person(request: AnyRequest) -> bool:
    """Whether a browser says that somebody goes there (W3C Fetch Metadata); what scans mails does not say it."""
    headers = request.headers
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


def _is_ahead(request: AnyRequest) -> bool:
    """Whether a browser looks ahead for somebody who may never come."""
    said = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return "prefetch" in said or request.headers.get("x-moz") == "prefetch"


async def _explained(
    request: AnyRequest, token: str, link: OpenLink, reader: Reader, there: Destination
) -> Response[bytes]:
    package = there.package
    if package is None:
        raise ValueError("there is something to explain about a package only")
    context = await _context(link, reader, there) | {
        "step": translator_of(request).gettext(ACCESS_STEPS[package.access]),
        "needs_login": package.access is Access.STAFF_ACCOUNT,
        "branches": await _branches(reader) if package.access is Access.IN_BRANCH else [],
        "reports_back": await report_parameter_of(package.provider) is not None,
        "go": f"/open/{token}?go=1" if there.url else "",
    }
    return page(request, "agenda/open.html", context, headers=PRIVATE_FORM)


async def _gone(
    request: AnyRequest,
    link: OpenLink,
    reader: Reader,
    there: Destination,
    now: datetime,
    *,
    is_full: bool = False,
) -> Response[bytes]:
    """Never the end: what is like it, the library, and the way back."""
    instead = await instead_of(link.package, reader, now) if there.package else []
    context = await _context(link, reader, there) | {"instead": instead, "is_full": is_full}
    return page(request, "agenda/open_gone.html", context, headers=PRIVATE)


async def _context(link: OpenLink, reader: Reader, there: Destination) -> dict[str, Any]:
    library = await fetch_row(_LIBRARY, reader.organisation)
    return {
        "section": "my",
        "package": there.package,
        "unit": there.unit,
        "library": library,
        "own_page": _own_page(link),
    }


async def _branches(reader: Reader) -> Sequence[Mapping[str, str]]:
    return [dict(row) for row in await fetch(_BRANCHES, reader.organisation)]


def _own_page(link: OpenLink) -> str:
    token = mailed_token if link.from_mail else receipt_token
    return f"/my/{token(link.registration)}"


ROUTES: Final[Sequence[ControllerRouterHandler]] = [open_package, say_done]
