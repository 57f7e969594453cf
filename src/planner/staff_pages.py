"""The shell of staff pages: a menu of what somebody may use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from litestar import Response

from identity.actors import Actor
from identity.permissions import PERMISSIONS
from planner.reach import may
from web.requests import AnyRequest
from web.templating import page

UNCACHED: Final = {"Cache-Control": "no-store"}

MENU: Final[Sequence[tuple[str, str]]] = (
    ("/planner", "Today"),
    ("/planner/board", "Board"),
    ("/planner/activities", "Activities"),
    ("/planner/places", "Places"),
    ("/planner/staff", "Who leads"),
    ("/planner/templates", "Building blocks"),
)
MORE: Final[Sequence[tuple[str, str]]] = (
    ("/checkin", "Check-in"),
    ("/planner/find-slot", "Find a time"),
    ("/planner/seasons/copy", "Copy a season"),
    ("/planner/packages", "Online courses"),
    ("/planner/licences", "Licences"),
    ("/planner/procurement", "Procurement"),
    ("/planner/calendars", "Calendars of others"),
    ("/planner/content/upload", "Take over online courses"),
    ("/planner/exchange", "Import and export"),
    ("/planner/mail", "Mails that did not arrive"),
    ("/planner/people", "Accounts and roles"),
    ("/planner/history", "Who changed what"),
)
"""Addresses and their names, as keys of the catalogue; what is not in the permission table is left out."""


@dataclass(frozen=True, slots=True)
class MenuLink:
    href: str
    text: str


def staff_page(
    request: AnyRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    status_code: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """A page in `planner/shell.html`, for `request.user` (an Actor). Never kept by a browser."""
    around = {"staff": request.user, "menu": _links(MENU, request.user), "more_menu": _links(MORE, request.user)}
    all_headers = {**UNCACHED, **(headers or {})}
    return page(request, template, {**around, **context}, status_code=status_code, headers=all_headers)


def _links(links: Sequence[tuple[str, str]], actor: Actor) -> list[MenuLink]:
    return [MenuLink(href, text) for href, text in links if f"GET {href}" in PERMISSIONS and may(actor, f"GET {href}")]
