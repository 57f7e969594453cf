"""Somebody's own registration, opened with a signed link: see it, give the place back, take it to a calendar."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from agenda.calendar_links import calendar_url
from agenda.own_links import OwnLink, read_own_link
from agenda.own_place import OwnPlace, read_own_place, stops
from agenda.subscribing import has_subscription, new_subscription, revoke_subscriptions
from events.cancelling import cancel_registration
from events.errors import UnknownRegistration
from notifications.reading import read_alternatives
from settings import get_settings
from web.i18n import translator_of
from web.requests import AnyRequest
from web.signed_links import BrokenLink
from web.templating import page

PRIVATE: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
# Under no-referrer browsers send "Origin: null" with a form, which older ones without Sec-Fetch-Site have nothing
# beside, so it would be refused as another website's.
PRIVATE_FORM: Final = PRIVATE | {"Referrer-Policy": "same-origin"}


@get("/my")
async def explain(request: AnyRequest) -> Response[bytes]:
    return page(request, "agenda/my_explained.html", {"section": "my", "broken": False})


@get("/my/{token:str}")
async def show(request: AnyRequest, token: FromPath[str], new: FromQuery[bool] = False) -> Response[bytes]:
    found = await _find(token)
    if found is None:
        return _broken(request)
    link, place = found
    context = _context(request, token, place)
    if place.is_cancelled:
        return page(request, "agenda/my_cancelled.html", context, headers=PRIVATE)
    if new:
        return page(request, "agenda/signed_up.html", context, headers=PRIVATE)
    called_off = place.called_off
    context["instead"] = await read_alternatives(place.signup.activity_slug, called_off.id) if called_off else []
    context["has_calendar"] = _may_have_calendar(link, place)
    return page(request, "agenda/my.html", context, headers=PRIVATE)


@get("/my/{token:str}/cancel")
async def ask_to_give_back(request: AnyRequest, token: FromPath[str]) -> Response[bytes] | Redirect:
    found = await _find(token)
    if found is None:
        return _broken(request)
    if not found[1].can_be_given_back:
        return _to_own_page(token)
    return page(request, "agenda/my_give_back.html", _context(request, token, found[1]), headers=PRIVATE_FORM)


@post("/my/{token:str}/cancel")
async def give_back(request: AnyRequest, token: FromPath[str]) -> Response[bytes] | Redirect:
    found = await _find(token)
    if found is None:
        return _broken(request)
    link, place = found
    if place.can_be_given_back:
        await cancel_registration(link.registration, by="attendee")
    return _to_own_page(token)


@get("/my/{token:str}/calendar")
async def show_calendar(request: AnyRequest, token: FromPath[str]) -> Response[bytes] | Redirect:
    found = await _find(token)
    if found is None:
        return _broken(request)
    return await _calendar_page(request, token, *found)


@post("/my/{token:str}/calendar")
async def change_calendar(
    request: AnyRequest, token: FromPath[str], data: URLEncodedBody[dict[str, str]]
) -> Response[bytes] | Redirect:
    """Makes the address, which only this answer can show, or withdraws it (`change=withdraw`)."""
    found = await _find(token)
    if found is None:
        return _broken(request)
    link, place = found
    email = place.signup.email
    if not email or not _may_have_calendar(link, place):
        return _to_own_page(token)
    if data.get("change") == "withdraw":
        await revoke_subscriptions(email)
        return Redirect(f"/my/{token}/calendar", status_code=303, headers=PRIVATE)
    made = await new_subscription(email)
    return await _calendar_page(request, token, link, place, address=f"{_base()}/calendars/{made}.ics")


async def _find(token: str) -> tuple[OwnLink, OwnPlace] | None:
    try:
        link = read_own_link(token)
        return link, await read_own_place(link.registration, datetime.now(UTC))
    except (BrokenLink, UnknownRegistration):
        return None


def _may_have_calendar(link: OwnLink, place: OwnPlace) -> bool:
    return link.from_mail and place.signup.email is not None


async def _calendar_page(
    request: AnyRequest, token: str, link: OwnLink, place: OwnPlace, *, address: str = ""
) -> Response[bytes] | Redirect:
    if place.signup.email is None or not _may_have_calendar(link, place):
        return _to_own_page(token)
    context = {
        "section": "my",
        "token": token,
        "address": address,
        "webcal": "webcal://" + address.partition("://")[2] if address else "",
        "has_address": bool(address) or await has_subscription(place.signup.email),
    }
    return page(request, "agenda/my_calendar.html", context, headers=PRIVATE_FORM)


def _context(request: AnyRequest, token: str, place: OwnPlace) -> dict[str, Any]:
    return {
        "section": "my",
        "token": token,
        "place": place,
        "signup": place.signup,
        "stops": stops(place.path, translator_of(request)),
        "one_calendar": "webcal://" + calendar_url(place.signup.id).partition("://")[2],
    }


def _to_own_page(token: str) -> Redirect:
    return Redirect(f"/my/{token}", status_code=303, headers=PRIVATE)


def _broken(request: AnyRequest) -> Response[bytes]:
    context: Mapping[str, Any] = {"section": "my", "broken": True}
    return page(request, "agenda/my_explained.html", context, status_code=404, headers=PRIVATE)


def _base() -> str:
    return get_settings().public_url.rstrip("/")


ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    explain,
    show,
    ask_to_give_back,
    give_back,
    show_calendar,
    change_calendar,
]
