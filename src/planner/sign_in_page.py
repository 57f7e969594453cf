"""Signing in and out, for staff."""

from collections.abc import Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from identity.cookies import key_of, no_session_cookie, session_cookie
from identity.errors import SignInExpired
from identity.guarding import SIGN_IN, actor_of
from identity.sessions import close_session
from identity.signing_in import CodeWanted, SignedIn, sign_in_with_code, sign_in_with_password
from planner.form_pages import PRIVATE, Form, client_address, mistake, status_of
from refusals import Refusal
from settings import get_settings
from web.language import local_path
from web.requests import AnyRequest
from web.templating import page
from web.validation import FieldError

HOME: Final = "/planner"
_Answer = Response[bytes] | Redirect


@get(SIGN_IN)
async def show_sign_in(request: AnyRequest, next: FromQuery[str] = HOME) -> _Answer:  # noqa: A002  the name in the address
    if await actor_of(request) is not None:
        return Redirect(own_page(next), status_code=303, headers=PRIVATE)
    return show_form(request, back=own_page(next))


@post(SIGN_IN)
async def sign_in(request: AnyRequest, data: URLEncodedBody[Form], next: FromQuery[str] = HOME) -> _Answer:  # noqa: A002
    back, email = own_page(next), data.get("email", "")
    try:
        result = await sign_in_with_password(
            email=email,
            password=data.get("password", ""),
            address=client_address(request),
            former_key=key_of(request),
        )
    except Refusal as refusal:
        return show_form(request, back=back, email=email, errors=[mistake(request, refusal)], status=status_of(refusal))
    return to_page(request, result, back)


@post(SIGN_IN + "/code")
async def sign_in_code(request: AnyRequest, data: URLEncodedBody[Form], next: FromQuery[str] = HOME) -> _Answer:  # noqa: A002
    back, passed = own_page(next), data.get("passed", "")
    try:
        result = await sign_in_with_code(passed=passed, code=data.get("code", ""), former_key=key_of(request))
    except SignInExpired as refusal:
        return show_form(request, back=back, errors=[mistake(request, refusal)], status=400)
    except Refusal as refusal:
        return _show_code(request, passed, back, errors=[mistake(request, refusal)], status=status_of(refusal))
    return to_page(request, result, back)


@post("/planner/sign-out")
async def sign_out(request: AnyRequest) -> _Answer:
    """For everybody, because a browser whose time is up must be able to leave too."""
    key = key_of(request)
    if key:
        await close_session(key)
    # Also what check-in kept on a phone.
    headers = {**PRIVATE, "Clear-Site-Data": '"cache", "storage"'}
    return Redirect(f"{SIGN_IN}?out=1", status_code=303, headers=headers, cookies=[no_session_cookie()])


def to_page(request: AnyRequest, result: SignedIn | CodeWanted, back: str) -> _Answer:
    """On to what was asked for, or to the form for the code."""
    if isinstance(result, CodeWanted):
        return _show_code(request, result.passed, back)
    return Redirect(back, status_code=303, headers=PRIVATE, cookies=[session_cookie(result.key)])


def show_form(
    request: AnyRequest, *, back: str = HOME, email: str = "", errors: Sequence[FieldError] = (), status: int = 200
) -> Response[bytes]:
    done = next((each for each in ("out", "chosen") if each in request.query_params and not errors), "")
    context: dict[str, Any] = {"back": back, "email": email, "done": done, "providers": get_settings().oidc}
    return page(request, "planner/sign_in.html", context | _said(errors), status_code=status, headers=PRIVATE)


def _show_code(
    request: AnyRequest, passed: str, back: str, errors: Sequence[FieldError] = (), status: int = 200
) -> Response[bytes]:
    context: dict[str, Any] = {"back": back, "passed": passed} | _said(errors)
    return page(request, "planner/second_factor.html", context, status_code=status, headers=PRIVATE)


def _said(errors: Sequence[FieldError]) -> dict[str, Any]:
    return {"section": "staff", "errors": errors, "error_of": {error.field: error.text for error in errors}}


def own_page(address: str) -> str:
    """A page of ours; not signing in again."""
    path = local_path(address)
    return HOME if path == "/" or path.startswith(SIGN_IN) else path


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_sign_in, sign_in, sign_in_code, sign_out]
