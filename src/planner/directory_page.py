"""Signing in with the directory of a library: there and back."""

from collections.abc import Sequence
from typing import Final

from litestar import Response, get
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from identity.cookies import key_of
from identity.directories import JOURNEY_SECONDS, arrive, depart, provider_by_slug
from identity.errors import UnknownDirectory
from identity.guarding import SIGN_IN
from identity.newcomers import welcome
from identity.signing_in import after_first_factor
from planner.form_pages import PRIVATE, mistake, status_of
from planner.sign_in_page import HOME, own_page, show_form, to_page
from refusals import Refusal
from settings import get_settings
from web.requests import AnyRequest

_Answer = Response[bytes] | Redirect


@get(SIGN_IN + "/with/{provider:str}")
async def go(request: AnyRequest, provider: FromPath[str], next: FromQuery[str] = HOME) -> _Answer:  # noqa: A002
    try:
        chosen = provider_by_slug(provider)
        journey = await depart(chosen, redirect_uri=_redirect_uri(provider), back=own_page(next))
    except UnknownDirectory:
        raise
    except Refusal as refusal:
        return show_form(request, errors=[mistake(request, refusal)], status=status_of(refusal))
    return Redirect(journey.address, status_code=303, headers=PRIVATE, cookies=[_cookie(journey.sealed)])


@get(SIGN_IN + "/with/{provider:str}/back")
async def come_back(request: AnyRequest, provider: FromPath[str]) -> _Answer:
    chosen = provider_by_slug(provider)
    try:
        arrival = await arrive(
            chosen,
            redirect_uri=_redirect_uri(provider),
            sealed=request.cookies.get(_cookie_name(), ""),
            answer=dict(request.query_params.items()),
        )
        account = await welcome(chosen, arrival)
    except Refusal as refusal:
        return show_form(request, errors=[mistake(request, refusal)], status=status_of(refusal))
    answer = to_page(request, await after_first_factor(account, former_key=key_of(request)), own_page(arrival.back))
    answer.set_cookie(_cookie(""))
    return answer


def _redirect_uri(provider: str) -> str:
    return f"{get_settings().public_url.rstrip('/')}{SIGN_IN}/with/{provider}/back"


def _cookie_name() -> str:
    return "__Host-leeragenda_journey" if get_settings().is_production else "leeragenda_journey"


def _cookie(sealed: str) -> Cookie:
    """Lax, because the directory sends people back with a link of its own."""
    return Cookie(
        key=_cookie_name(),
        value=sealed,
        path="/",
        max_age=JOURNEY_SECONDS if sealed else 0,
        httponly=True,
        secure=get_settings().is_production,
        samesite="lax",
    )


ROUTES: Final[Sequence[ControllerRouterHandler]] = [go, come_back]
