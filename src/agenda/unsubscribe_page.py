"""No more mails of a list, by the link in one of them (RFC 8058). Opening it changes nothing; one click on it does."""

from collections.abc import Sequence
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from agenda.own_pages import PRIVATE, PRIVATE_FORM
from notifications.unsubscribing import Subscriber, resubscribe, subscriber_of, unsubscribe, wants
from web.requests import AnyRequest
from web.signed_links import BrokenLink
from web.templating import page

AGAIN: Final = "again"
"""The field of the form that takes it back."""


@get("/unsubscribe/{token:str}")
async def show(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    subscriber = await _find(token)
    if subscriber is None:
        return _gone(request)
    return _show(request, subscriber, ended=not await wants(subscriber.email, subscriber.mailing_list))


@post("/unsubscribe/{token:str}", status_code=200)
async def click(request: AnyRequest, token: FromPath[str]) -> Response[bytes]:
    """Mail programs send this for a reader, without cookies and from wherever they are (RFC 8058, section 3.2)."""
    subscriber = await _find(token)
    if subscriber is None:
        return _gone(request)
    again = AGAIN in await request.form()
    await (resubscribe if again else unsubscribe)(subscriber.email, subscriber.mailing_list)
    return _show(request, subscriber, ended=not again, changed=True)


async def _find(token: str) -> Subscriber | None:
    try:
        return await subscriber_of(token)
    except BrokenLink:
        return None


def _show(request: AnyRequest, subscriber: Subscriber, *, ended: bool, changed: bool = False) -> Response[bytes]:
    context = {"mailing_list": subscriber.mailing_list, "ended": ended, "changed": changed, "again": AGAIN}
    return page(request, "agenda/unsubscribe.html", context, headers=PRIVATE_FORM)


def _gone(request: AnyRequest) -> Response[bytes]:
    return page(request, "agenda/unsubscribe_gone.html", {}, status_code=404, headers=PRIVATE)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show, click]
