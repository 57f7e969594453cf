"""Choosing a password with a mailed link: for who is invited, and for who forgot it."""

from collections.abc import Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from history.operations import operation
from identity.errors import LinkUsed
from identity.guarding import SIGN_IN
from identity.links import ask_for_reset, choose_password, read_link
from identity.throttling import count_mail
from planner.form_pages import PRIVATE, Form, client_address, mistake, status_of
from refusals import Invalid, Refusal
from web.i18n import locale_of
from web.requests import AnyRequest
from web.signed_links import BrokenLink
from web.templating import page
from web.validation import FieldError

PASSWORD: Final = "/planner/password"  # noqa: S105  an address
# The token in the address must not travel on; "same-origin" and not "no-referrer", see agenda.my_page.
_HEADERS: Final = {**PRIVATE, "Referrer-Policy": "same-origin"}
_Answer = Response[bytes] | Redirect


@get(PASSWORD)
async def show_asking(request: AnyRequest) -> _Answer:
    return _show_asking(request)


@post(PASSWORD)
async def ask(request: AnyRequest, data: URLEncodedBody[Form]) -> _Answer:
    """Says the same whether there is an account or not."""
    email = data.get("email", "")
    try:
        await count_mail(email, client_address(request))
    except Refusal as refusal:
        return _show_asking(request, email=email, errors=[mistake(request, refusal)], status=status_of(refusal))
    await ask_for_reset(email, locale=locale_of(request))
    return _show_asking(request, email=email, is_asked=True)


@get(PASSWORD + "/{token:str}")
async def show_choosing(request: AnyRequest, token: FromPath[str]) -> _Answer:
    try:
        link = await read_link(token)
    except (BrokenLink, LinkUsed) as refusal:
        return _show_asking(request, errors=[mistake(request, refusal)], status=404)
    return _show_choosing(request, link.email)


@post(PASSWORD + "/{token:str}")
async def choose(request: AnyRequest, token: FromPath[str], data: URLEncodedBody[Form]) -> _Answer:
    try:
        link = await read_link(token)
        async with operation("account.password", account=link.account_id, organisation=None, email=link.email):
            await choose_password(token, data.get("password", ""))
    except (BrokenLink, LinkUsed) as refusal:
        return _show_asking(request, errors=[mistake(request, refusal)], status=404)
    except Invalid as refusal:
        return _show_choosing(request, link.email, errors=[mistake(request, refusal)], status=status_of(refusal))
    return Redirect(f"{SIGN_IN}?chosen=1", status_code=303, headers=_HEADERS)


def _show_asking(
    request: AnyRequest,
    *,
    email: str = "",
    is_asked: bool = False,
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> Response[bytes]:
    context = {"email": email, "is_asked": is_asked} | _said(errors)
    return page(request, "planner/password_forgotten.html", context, status_code=status, headers=_HEADERS)


def _show_choosing(
    request: AnyRequest, email: str, errors: Sequence[FieldError] = (), status: int = 200
) -> Response[bytes]:
    context = {"email": email} | _said(errors)
    return page(request, "planner/password_chosen.html", context, status_code=status, headers=_HEADERS)


def _said(errors: Sequence[FieldError]) -> dict[str, Any]:
    return {"section": "staff", "errors": errors, "error_of": {error.field: error.text for error in errors}}


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_asking, ask, show_choosing, choose]
