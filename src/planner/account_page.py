"""Somebody's own account: what they may do, their password, their second factor, and signing out everywhere."""

from collections.abc import Sequence
from typing import Any, Final

import segno
from litestar import Response, get, post
from litestar.params import URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from markupsafe import Markup

from history.operations import operation
from identity.accounts import set_password, sign_in
from identity.actors import Actor
from identity.cookies import session_cookie
from identity.errors import SignInExpired, WrongPassword
from identity.guarding import staff_only
from identity.people import roles_of
from identity.second_factor import (
    Setup,
    begin_setup,
    check_code,
    confirm_setup,
    continue_setup,
    has_second_factor,
    recovery_codes_left,
    remove_second_factor,
)
from identity.sessions import close_sessions, open_session
from identity.throttling import count_password, forget_password
from planner.form_pages import Form, client_address, mistake, status_of
from planner.role_words import ROLES
from planner.staff_pages import staff_page
from refusals import Refusal
from web.requests import AnyRequest
from web.validation import FieldError

ACCOUNT: Final = "/planner/account"
STAFF: Final = [staff_only]
_Answer = Response[bytes] | Redirect


@get(ACCOUNT, guards=STAFF)
async def show_account(request: AnyRequest) -> _Answer:
    return await _show(request)


@post(ACCOUNT + "/password", guards=STAFF)
async def change_password(request: AnyRequest, data: URLEncodedBody[Form]) -> _Answer:
    """Asks for the present one too: a browser that somebody left open is not enough."""
    actor: Actor = request.user
    try:
        await _require_password(request, data.get("current", ""))
        async with operation("account.password", account=actor.account_id, organisation=None, email=actor.email):
            await set_password(email=actor.email, password=data.get("password", ""))
    except Refusal as refusal:
        return await _show(request, errors=[mistake(request, refusal)], status=status_of(refusal))
    return await _anew(request, "password")


@get(ACCOUNT + "/second-factor", guards=STAFF)
async def show_setup(request: AnyRequest) -> _Answer:
    if await has_second_factor(request.user.account_id):
        return Redirect(ACCOUNT, status_code=303)
    return _show_setup(request, begin_setup(request.user.account_id, request.user.email))


@post(ACCOUNT + "/second-factor", guards=STAFF)
async def turn_on(request: AnyRequest, data: URLEncodedBody[Form]) -> _Answer:
    actor: Actor = request.user
    if await has_second_factor(actor.account_id):
        return Redirect(ACCOUNT, status_code=303)
    sealed = data.get("setup", "")
    try:
        async with operation("account.second_factor_on", account=actor.account_id, organisation=None):
            codes = await confirm_setup(actor.account_id, sealed, data.get("code", ""))
            await close_sessions(actor.account_id)
            key = await open_session(actor.account_id)
    except SignInExpired:
        return Redirect(ACCOUNT + "/second-factor", status_code=303)
    except Refusal as refusal:
        setup = continue_setup(actor.account_id, actor.email, sealed)
        return _show_setup(request, setup, errors=[mistake(request, refusal)], status=status_of(refusal))
    answer = staff_page(request, "planner/recovery_codes.html", {"codes": codes})
    answer.set_cookie(session_cookie(key))
    return answer


@post(ACCOUNT + "/second-factor/remove", guards=STAFF)
async def turn_off(request: AnyRequest, data: URLEncodedBody[Form]) -> _Answer:
    """Asks for a code: who has the browser but not the phone cannot do it."""
    actor: Actor = request.user
    try:
        await check_code(actor.account_id, data.get("code", ""))
    except Refusal as refusal:
        return await _show(request, errors=[mistake(request, refusal)], status=status_of(refusal))
    async with operation("account.second_factor_off", account=actor.account_id, organisation=None):
        await remove_second_factor(actor.account_id)
        await close_sessions(actor.account_id)
    return await _anew(request, "second-factor")


@post(ACCOUNT + "/sign-out-everywhere", guards=STAFF)
async def sign_out_everywhere(request: AnyRequest) -> _Answer:
    """All browsers but this one, which gets a new key."""
    await close_sessions(request.user.account_id)
    return await _anew(request, "everywhere")


async def _anew(request: AnyRequest, done: str) -> _Answer:
    """This browser goes on with a new key; the others are signed out by what was done."""
    key = await open_session(request.user.account_id)
    return Redirect(f"{ACCOUNT}?done={done}", status_code=303, cookies=[session_cookie(key)])


async def _require_password(request: AnyRequest, password: str) -> None:
    """Raises WrongPassword, TooManyAttempts."""
    email, address = request.user.email, client_address(request)
    await count_password(email, address)
    if await sign_in(email=email, password=password) is None:
        raise WrongPassword(field="current")
    await forget_password(email, address)


async def _show(request: AnyRequest, errors: Sequence[FieldError] = (), status: int = 200) -> Response[bytes]:
    actor: Actor = request.user
    context: dict[str, Any] = {
        "roles": [(ROLES[role], organisation) for role, organisation in await roles_of(actor.account_id)],
        "second_factor": await has_second_factor(actor.account_id),
        "codes_left": await recovery_codes_left(actor.account_id),
        "done": request.query_params.get("done", "") if not errors else "",
        "errors": errors,
        "error_of": {error.field: error.text for error in errors},
    }
    return staff_page(request, "planner/account.html", context, status_code=status)


def _show_setup(
    request: AnyRequest, setup: Setup, errors: Sequence[FieldError] = (), status: int = 200
) -> Response[bytes]:
    context = {
        "setup": setup,
        # Black on white in dark mode too: cameras want it so.
        "picture": Markup(segno.make(setup.address, error="m").svg_inline(scale=5, border=4, light="#fff")),  # noqa: S704
        "errors": errors,
        "error_of": {error.field: error.text for error in errors},
    }
    return staff_page(request, "planner/second_factor_setup.html", context, status_code=status)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    show_account,
    change_password,
    show_setup,
    turn_on,
    turn_off,
    sign_out_everywhere,
]
