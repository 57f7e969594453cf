"""Every mail of an activity or a template as people will get it, and a test of it to one's own address."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from litestar import MediaType, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from events.reading_activities import activity_by_slug
from identity.guarding import allow, staff_only
from notifications.letters import as_html, as_text
from notifications.links import ExampleLinks
from notifications.previews import Preview, previews
from notifications.samples import Sample
from notifications.trials import ACTIVITIES, TEMPLATES, TooManyTests, sample_of, send_trial
from notifications.vocabulary import MessageKind
from planner.adoptions import own_template
from planner.staff_choices import Mistakes, mistakes_of, said
from planner.staff_pages import UNCACHED, staff_page
from refusals import Missing
from settings import get_settings
from web.dates import day_in_words, time_in_words
from web.i18n import DEFAULT_LOCALE, LOCALES, Locale, Translator, is_locale, translator_of
from web.requests import AnyRequest
from web.signed_links import signed_links

NAMES: Final[Mapping[MessageKind, str]] = {
    MessageKind.CONFIRMATION: "Somebody has a place",
    MessageKind.WAITING: "Somebody is on the waiting list",
    MessageKind.OFFER: "A place came free",
    MessageKind.PREPARE: "What to prepare",
    MessageKind.DIGEST: "The week of who has several activities",
    MessageKind.REMINDER: "Reminder",
    MessageKind.SOON: "Reminder shortly before",
    MessageKind.RECONFIRM: "Whether somebody still comes",
    MessageKind.UPDATE: "Something changed",
    MessageKind.SESSION_CANCELLED: "The meeting is cancelled",
    MessageKind.CANCELLATION: "Somebody gave a place back",
    MessageKind.FOLLOW_UP: "Afterwards",
}
# A mail may show itself, but it runs and fetches nothing, and its links lead nowhere from here.
_SANDBOX: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self';"
        " sandbox"
    ),
    "Referrer-Policy": "no-referrer",
}
_OFFSETS: Final[Mapping[MessageKind, tuple[str, str]]] = {
    **dict.fromkeys(
        (MessageKind.REMINDER, MessageKind.PREPARE, MessageKind.RECONFIRM),
        ("%(num)s day before", "%(num)s days before"),
    ),
    MessageKind.SOON: ("%(num)s hour before", "%(num)s hours before"),
    MessageKind.FOLLOW_UP: ("%(num)s day after", "%(num)s days after"),
}
_NO_MISTAKES: Final[Mistakes] = ([], 200)
_Answer = Response[bytes] | Redirect


@get("/planner/activities/{slug:str}/mails", guards=[staff_only])
async def activity_mails(request: AnyRequest, slug: FromPath[str]) -> Response[bytes]:
    await _allow_activity(request, slug)
    return await _show(request, ACTIVITIES, slug)


@get("/planner/activities/{slug:str}/mails/{key:str}", guards=[staff_only])
async def activity_mail(request: AnyRequest, slug: FromPath[str], key: FromPath[str]) -> Response[str]:
    """The HTML part alone, for the frame."""
    await _allow_activity(request, slug)
    return await _body(request, ACTIVITIES, slug, key)


@post("/planner/activities/{slug:str}/mails/{key:str}", guards=[staff_only])
async def try_activity_mail(request: AnyRequest, slug: FromPath[str], key: FromPath[str]) -> _Answer:
    """Mails it to who asks for it."""
    await _allow_activity(request, slug)
    return await _send(request, ACTIVITIES, slug, key)


@get("/planner/templates/{slug:str}/mails", guards=[staff_only])
async def template_mails(request: AnyRequest, slug: FromPath[str]) -> Response[bytes]:
    await own_template(request, slug)
    return await _show(request, TEMPLATES, slug)


@get("/planner/templates/{slug:str}/mails/{key:str}", guards=[staff_only])
async def template_mail(request: AnyRequest, slug: FromPath[str], key: FromPath[str]) -> Response[str]:
    await own_template(request, slug)
    return await _body(request, TEMPLATES, slug, key)


@post("/planner/templates/{slug:str}/mails/{key:str}", guards=[staff_only])
async def try_template_mail(request: AnyRequest, slug: FromPath[str], key: FromPath[str]) -> _Answer:
    await own_template(request, slug)
    return await _send(request, TEMPLATES, slug, key)


async def _allow_activity(request: AnyRequest, slug: str) -> None:
    row = await activity_by_slug(slug)
    await allow(request, row.organisation_id)


async def _mails(of: str, slug: str, locale: Locale) -> tuple[Sample, list[Preview]]:
    now = datetime.now(UTC)
    sample = await sample_of(of, slug, locale, now)
    return sample, previews(sample, ExampleLinks(get_settings().public_url, signed_links()), now)


async def _body(request: AnyRequest, of: str, slug: str, key: str) -> Response[str]:
    mail = await _mail(of, slug, key, _language(request))
    return Response(as_html(mail.letter), media_type=MediaType.HTML, headers=UNCACHED | _SANDBOX)


async def _mail(of: str, slug: str, key: str, locale: Locale) -> Preview:
    """:raises Missing: there is no such mail by this plan."""
    _, mails = await _mails(of, slug, locale)
    found = next((each for each in mails if each.key == key), None)
    if found is None:
        raise Missing
    return found


async def _send(request: AnyRequest, of: str, slug: str, key: str) -> _Answer:
    locale = _language(request)
    await _mail(of, slug, key, locale)
    try:
        await send_trial(request.user.email, of=of, slug=slug, key=key, locale=locale)
    except TooManyTests as refusal:
        return await _show(request, of, slug, mistakes=mistakes_of(request, refusal))
    return Redirect(f"/planner/{of}/{slug}/mails?lang={locale}&sent={key}", status_code=303, headers=UNCACHED)


async def _show(request: AnyRequest, of: str, slug: str, *, mistakes: Mistakes = _NO_MISTAKES) -> Response[bytes]:
    words, locale = translator_of(request), _language(request)
    sample, mails = await _mails(of, slug, locale)
    shown = [_shown(each, sample, words) for each in mails]
    sent = request.query_params.get("sent", "")
    context = {
        "of": of,
        "address": f"/planner/{of}/{slug}",
        "sample": sample,
        "mails": shown,
        "language": locale,
        "languages": LOCALES,
        "to": request.user.email,
        "sent": next((each["name"] for each in shown if each["key"] == sent), ""),
        **said(mistakes),
    }
    return staff_page(request, "planner/mails.html", context, status_code=mistakes[1])


def _shown(mail: Preview, sample: Sample, words: Translator) -> dict[str, Any]:
    name = words.gettext(NAMES[mail.kind])
    if mail.kind in _OFFSETS:
        name = f"{name}, {words.ngettext(*_OFFSETS[mail.kind], mail.offset)}"
    zone = ZoneInfo(sample.meeting.place.timezone)
    return {
        "key": mail.key,
        "name": name,
        "goes": _moment(mail.goes_at.astimezone(zone), words) if mail.goes_at else "",
        "is_past": mail.goes_at is not None and mail.goes_at <= datetime.now(UTC),
        "subject": mail.letter.subject,
        "text": as_text(mail.letter),
    }


def _moment(local: datetime, words: Translator) -> str:
    return f"{day_in_words(local.date(), words.locale)}, {time_in_words(local.time(), words.locale)}"


def _language(request: AnyRequest) -> Locale:
    """That of the mails, which need not be that of the page."""
    chosen = request.query_params.get("lang")
    return chosen if is_locale(chosen) else DEFAULT_LOCALE


ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    activity_mails,
    activity_mail,
    try_activity_mail,
    template_mails,
    template_mail,
    try_template_mail,
]
