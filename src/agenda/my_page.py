"""Somebody's own registration, opened with a signed link: see it, answer, give it back, take it to a calendar."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from agenda.calendar_links import calendar_url
from agenda.calendar_ways import CalendarWays, code_of
from agenda.my_all import asking
from agenda.own_links import OwnLink, read_own_link
from agenda.own_pages import PRIVATE, PRIVATE_FORM
from agenda.own_path import stops
from agenda.own_place import OwnPlace, read_own_place
from agenda.subscribing import has_subscription, new_subscription, revoke_subscriptions
from events.cancelling import cancel_registration
from events.errors import UnknownRegistration
from events.offering import accept_offer, decline_offer
from events.reconfirming import confirm_coming
from notifications.reading import read_alternatives
from refusals import Conflict
from settings import get_settings
from web.i18n import translator_of
from web.requests import AnyRequest
from web.signed_links import BrokenLink
from web.templating import page


@get("/my/{token:str}")
async def show(
    request: AnyRequest, token: FromPath[str], new: FromQuery[bool] = False, changed: FromQuery[bool] = False
) -> Response[bytes]:
    found = await find(token)
    if found is None:
        return broken(request)
    link, place = found
    context = _context(request, token, place)
    if changed:
        context |= {"said": translator_of(request).gettext("Your change is saved."), "said_kind": "success"}
    return await _show(request, link, place, context, new=new)


@post("/my/{token:str}/offer")
async def answer_offer(
    request: AnyRequest, token: FromPath[str], data: URLEncodedBody[dict[str, str]]
) -> Response[bytes] | Redirect:
    """`answer=accept` takes the place that is kept, `answer=decline` leaves it to the next."""
    operation = {"accept": accept_offer, "decline": decline_offer}.get(data.get("answer", ""))
    return await _answered(request, token, operation)


@post("/my/{token:str}/coming")
async def answer_whether_coming(
    request: AnyRequest, token: FromPath[str], data: URLEncodedBody[dict[str, str]]
) -> Response[bytes] | Redirect:
    """`answer=yes` keeps the place, as no answer does; `answer=no` gives it back."""
    operation = {"yes": confirm_coming, "no": _give_back}.get(data.get("answer", ""))
    return await _answered(request, token, operation)


async def _answered(
    request: AnyRequest, token: str, operation: Callable[[UUID], Awaitable[None]] | None
) -> Response[bytes] | Redirect:
    found = await find(token)
    if found is None:
        return broken(request)
    if operation is not None:
        try:
            await operation(found[0].registration)
        except Conflict as refusal:
            link, place = await find(token) or found
            said = translator_of(request).gettext(refusal.message_id, **refusal.details)
            context = _context(request, token, place) | {"said": said}
            return await _show(request, link, place, context, status=409)
    return to_own_page(token)


async def _show(
    request: AnyRequest,
    link: OwnLink,
    place: OwnPlace,
    context: dict[str, Any],
    *,
    new: bool = False,
    status: int = 200,
) -> Response[bytes]:
    if place.is_cancelled:
        return page(request, "agenda/my_cancelled.html", context, status_code=status, headers=PRIVATE)
    if new:
        return page(request, "agenda/signed_up.html", context, headers=PRIVATE_FORM)
    called_off = place.called_off
    context["instead"] = await read_alternatives(place.signup.activity_slug, called_off.id) if called_off else []
    context["has_calendar"] = _may_have_calendar(link, place)
    is_online = any(stop.package for stop in place.path)
    has_form = place.offered_until is not None or place.asks_whether_coming or is_online
    headers = PRIVATE_FORM if has_form else PRIVATE
    return page(request, "agenda/my.html", context, status_code=status, headers=headers)


@get("/my/{token:str}/cancel")
async def ask_to_give_back(request: AnyRequest, token: FromPath[str]) -> Response[bytes] | Redirect:
    found = await find(token)
    if found is None:
        return broken(request)
    if not found[1].can_be_given_back:
        return to_own_page(token)
    return page(request, "agenda/my_give_back.html", _context(request, token, found[1]), headers=PRIVATE_FORM)


@post("/my/{token:str}/cancel")
async def give_back(request: AnyRequest, token: FromPath[str]) -> Response[bytes] | Redirect:
    found = await find(token)
    if found is None:
        return broken(request)
    link, place = found
    if place.can_be_given_back:
        await _give_back(link.registration)
    return to_own_page(token)


@get("/my/{token:str}/calendar")
async def show_calendar(request: AnyRequest, token: FromPath[str]) -> Response[bytes] | Redirect:
    found = await find(token)
    if found is None:
        return broken(request)
    return await _calendar_page(request, token, *found)


@post("/my/{token:str}/calendar")
async def change_calendar(
    request: AnyRequest, token: FromPath[str], data: URLEncodedBody[dict[str, str]]
) -> Response[bytes] | Redirect:
    """Makes the address, which only this answer can show, or withdraws it (`change=withdraw`)."""
    found = await find(token)
    if found is None:
        return broken(request)
    link, place = found
    email = place.signup.email
    if not email or not _may_have_calendar(link, place):
        return to_own_page(token)
    if data.get("change") == "withdraw":
        await revoke_subscriptions(email)
        return Redirect(f"/my/{token}/calendar", status_code=303, headers=PRIVATE)
    made = await new_subscription(email)
    return await _calendar_page(request, token, link, place, address=f"{_base()}/calendars/{made}.ics")


async def find(token: str) -> tuple[OwnLink, OwnPlace] | None:
    """Whose page it is, or None for a link that opens nothing."""
    try:
        link = read_own_link(token)
        return link, await read_own_place(link.registration, datetime.now(UTC), from_mail=link.from_mail)
    except (BrokenLink, UnknownRegistration):
        return None


def _may_have_calendar(link: OwnLink, place: OwnPlace) -> bool:
    return link.from_mail and place.signup.email is not None


async def _calendar_page(
    request: AnyRequest, token: str, link: OwnLink, place: OwnPlace, *, address: str = ""
) -> Response[bytes] | Redirect:
    if place.signup.email is None or not _may_have_calendar(link, place):
        return to_own_page(token)
    ways = CalendarWays(address) if address else None
    context = {
        "section": "my",
        "token": token,
        "ways": ways,
        "code": code_of(ways.webcal) if ways else None,
        "has_address": bool(address) or await has_subscription(place.signup.email),
    }
    return page(request, "agenda/my_calendar.html", context, headers=PRIVATE_FORM)


def _context(request: AnyRequest, token: str, place: OwnPlace) -> dict[str, Any]:
    return {
        "section": "my",
        "token": token,
        "own_page": f"/my/{token}",
        "said": "",
        "said_kind": "info",
        "place": place,
        "signup": place.signup,
        "stops": stops(place, translator_of(request)),
        "one_calendar": "webcal://" + calendar_url(place.signup.id).partition("://")[2],
    }


async def _give_back(registration: UUID) -> None:
    await cancel_registration(registration, by="attendee")


def to_own_page(token: str, query: str = "") -> Redirect:
    return Redirect(f"/my/{token}{query}", status_code=303, headers=PRIVATE)


def broken(request: AnyRequest) -> Response[bytes]:
    return asking(request, is_broken=True, status=404)


def _base() -> str:
    return get_settings().public_url.rstrip("/")


ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    show,
    answer_offer,
    answer_whether_coming,
    ask_to_give_back,
    give_back,
    show_calendar,
    change_calendar,
]
