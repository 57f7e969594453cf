"""All places of one e-mail address, behind a link that is mailed when it is asked for: see them, take them, go."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from litestar import Response, get, post
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, URLEncodedBody
from litestar.types import ControllerRouterHandler
from pydantic import EmailStr, TypeAdapter, ValidationError

from agenda.own_data import everything_of, forget_person, knows, packed
from agenda.own_online import deeds_in_words, path_online
from agenda.own_pages import PRIVATE, PRIVATE_FORM
from agenda.own_places import OwnPlaces, read_own_places
from notifications.own_page_mails import email_of_link, mail_own_page
from settings import get_settings
from web.i18n import locale_of, translator_of
from web.readers import Connection, household
from web.requests import AnyRequest
from web.signed_links import BrokenLink
from web.templating import page
from web.throttling import Limit, counter_of, refuse, take
from web.validation import EMAIL_SENTENCE, FieldError

LINKS_PER_READER: Final = 20
LINKS_PER_EMAIL: Final = 5
_SECONDS: Final = 3600
_EMAIL: Final[TypeAdapter[str]] = TypeAdapter(EmailStr)


async def limit_links(connection: Connection, _: BaseRouteHandler) -> None:
    """:raises TooManyRequestsException: too many links were asked for from this address of the internet."""
    reader = household(connection)
    if reader is not None:
        limit = Limit("own-page-reader", reader, LINKS_PER_READER, _SECONDS)
        refuse(await take(counter_of(connection), [limit]))


@get("/my")
async def show_asking(request: AnyRequest) -> Response[bytes]:
    return asking(request)


@post("/my", guards=[limit_links])
async def ask(request: AnyRequest, data: URLEncodedBody[dict[str, str]]) -> Response[bytes]:
    """Says the same whether we know the address or not."""
    typed = data.get("email", "").strip()
    try:
        email = _EMAIL.validate_python(typed)
    except ValidationError:
        error = FieldError("email", "email", translator_of(request).gettext(EMAIL_SENTENCE))
        return asking(request, email=typed, errors=[error], status=400)
    refuse(await take(counter_of(request), [Limit("own-page-email", email.lower(), LINKS_PER_EMAIL, _SECONDS)]))
    if await knows(email):
        await mail_own_page(email, locale_of(request))
    return asking(request, email=email, is_asked=True)


@get("/my/all/{token:str}")
async def show_all(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    return await _own(request, token, "agenda/my_all.html")


@get("/my/all/{token:str}/data")
async def download(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    email = await _email(token)
    if email is None:
        return asking(request, is_over=True, status=404)
    body = packed(await everything_of(email), translator_of(request))
    disposition = {"Content-Disposition": 'attachment; filename="my-data.zip"'}
    return Response(body, media_type="application/zip", headers=PRIVATE | disposition)


@get("/my/all/{token:str}/delete")
async def ask_to_forget(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    return await _own(request, token, "agenda/my_delete.html")


@post("/my/all/{token:str}/delete")
async def forget(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    email = await _email(token)
    if email is None:
        return asking(request, is_over=True, status=404)
    forgotten = await forget_person(email, locale_of(request))
    context = {"section": "my", "given_back": forgotten.given_back}
    return page(request, "agenda/my_deleted.html", context, headers=PRIVATE)


def asking(
    request: AnyRequest,
    *,
    email: str = "",
    errors: Sequence[FieldError] = (),
    is_asked: bool = False,
    is_broken: bool = False,
    is_over: bool = False,
    status: int = 200,
) -> Response[bytes]:
    """The page to ask for a link, also in the place of one behind a link that does not work (any more)."""
    context: dict[str, Any] = {
        "section": "my",
        "email": email,
        "errors": errors,
        "error_of": {error.field: error.text for error in errors},
        "is_asked": is_asked,
        "broken": is_broken,
        "is_over": is_over,
    }
    return page(request, "agenda/my_explained.html", context, status_code=status, headers=PRIVATE_FORM)


async def _own(request: AnyRequest, token: str, template: str) -> Response[bytes]:
    email = await _email(token)
    if email is None:
        return asking(request, is_over=True, status=404)
    places: OwnPlaces = await read_own_places(email, datetime.now(UTC))
    months = get_settings().retention_months
    words = translator_of(request)
    context = {
        "section": "my",
        "token": token,
        "own_page": f"/my/all/{token}",
        "email": email,
        "places": places,
        "online": path_online(places.online, words),
        "did": deeds_in_words(places.online, words),
        "months": months,
    }
    return page(request, template, context, headers=PRIVATE_FORM)


async def _email(token: str) -> str | None:
    try:
        return await email_of_link(token)
    except BrokenLink:
        return None


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_asking, ask, show_all, download, ask_to_forget, forget]
