"""The caught mail as a person would read it, in development only; in production these addresses do not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component
from litestar import MediaType, Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from devservices.errors import UnknownMessageError
from devservices.mailbox import Mailbox
from refusals import Missing
from settings import get_settings
from web.requests import AnyRequest
from web.templating import page

SHOWN: Final = 200
_SOURCE_SUFFIX: Final = ".eml"
_TIMEZONE: Final = ZoneInfo("Europe/Amsterdam")
_UNCACHED: Final = {"Cache-Control": "no-store"}
# What a mail holds may show itself, and lead elsewhere when somebody clicks, but it runs and fetches nothing.
_SANDBOX: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'self'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-top-navigation-by-user-activation"
    ),
    "Referrer-Policy": "no-referrer",
}
# Links of a mail open in the whole window, as they do in a mail program.
_IN_WHOLE_WINDOW: Final = '<base target="_top">'


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """The calendar part of a mail. `method` is REQUEST or CANCEL; times are at the place, as the part writes them."""

    method: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    location: str
    repeats: bool
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMail:
    """One mail, taken apart; `has_html` says whether there is something to show in the frame."""

    id: str
    subject: str
    sender: str
    to: str
    text: str
    has_html: bool
    entries: Sequence[CalendarEntry]


def mailbox() -> Mailbox:
    """:raises Missing: no mail is caught here, or this is production."""
    settings = get_settings()
    if settings.is_production or settings.mailbox_dir is None:
        raise Missing
    return Mailbox(settings.mailbox_dir)


def source_of(id_: str) -> bytes:
    """:raises Missing: there is no such mail."""
    try:
        return mailbox().source(id_)
    except UnknownMessageError:
        raise Missing from None


def opened(id_: str, message: EmailMessage) -> OpenMail:
    return OpenMail(
        id=id_,
        subject=str(message["subject"] or ""),
        sender=str(message["from"] or ""),
        to=str(message["to"] or ""),
        text=_text_of(message, "plain"),
        has_html=bool(_text_of(message, "html")),
        entries=[entry for part in message.walk() for entry in _entries(part)],
    )


def _read(id_: str) -> EmailMessage:
    return message_from_bytes(source_of(id_), policy=default)


def _text_of(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def _entries(part: EmailMessage) -> list[CalendarEntry]:
    if part.get_content_type() != "text/calendar":
        return []
    calendar = Calendar.from_ical(part.get_content())
    return [_entry(str(calendar.get("METHOD", "")), event) for event in calendar.walk("VEVENT")]


def _entry(method: str, event: Component) -> CalendarEntry:
    return CalendarEntry(
        method=method,
        summary=str(event.get("SUMMARY", "")),
        starts_at=event.decoded("DTSTART"),
        ends_at=event.decoded("DTEND"),
        location=str(event.get("LOCATION", "")),
        repeats="RRULE" in event,
        sequence=int(event.get("SEQUENCE", 0)),
    )


@get("/dev/mail")
async def show_mailbox(request: AnyRequest) -> Response[bytes]:
    mails = [
        {"id": mail.id, "to": mail.to, "subject": mail.subject, "sent_at": mail.sent_at.astimezone(_TIMEZONE)}
        for mail in mailbox().messages(limit=SHOWN)
    ]
    return page(request, "leeragenda/mailbox.html", {"mails": mails}, headers=_UNCACHED)


@get("/dev/mail.json")
async def list_mail() -> Response[list[dict[str, Any]]]:
    """Newest first: id, to, subject, and sent_at as RFC 3339."""
    mails = [
        {"id": mail.id, "to": mail.to, "subject": mail.subject, "sent_at": mail.sent_at.isoformat()}
        for mail in mailbox().messages()
    ]
    return Response(mails, media_type=MediaType.JSON, headers=_UNCACHED)


@get("/dev/mail/{name:str}")
async def show_mail(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """One mail as it is read, or with .eml behind its id as it was sent."""
    if name.endswith(_SOURCE_SUFFIX):
        return Response(source_of(name.removesuffix(_SOURCE_SUFFIX)), media_type="message/rfc822", headers=_UNCACHED)
    return page(request, "leeragenda/mail.html", {"mail": opened(name, _read(name))}, headers=_UNCACHED)


@get("/dev/mail/{id_:str}/html")
async def show_mail_body(id_: FromPath[str]) -> Response[str]:
    """The HTML part alone, for the frame."""
    html = _text_of(_read(id_), "html")
    if not html:
        raise Missing
    shown = html.replace("<head>", f"<head>{_IN_WHOLE_WINDOW}", 1)
    return Response(shown, media_type=MediaType.HTML, headers=_UNCACHED | _SANDBOX)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_mailbox, list_mail, show_mail, show_mail_body]
