"""Calendars of other systems: adding one, how it is doing, reading it again and switching it off."""

from collections.abc import Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from events.calendars_in.adding import add_calendar
from events.calendars_in.importing import CalendarCount, import_calendar
from events.calendars_in.polling import poll
from events.calendars_in.sources import SourceRow, source_by_id, sources_of, switch_source
from events.vocabulary import ActivityKind, Form
from history.operations import operation
from identity.guarding import allow, staff_only
from places.queries import organisation_by_slug
from planner.exchange_choices import activity_options, form_options, kind_options, location_options
from planner.exchange_files import MOST_BYTES, Mistake, SentForm, mistakes_of, sent_form
from planner.export_errors import AddressOrFile, NameMissing
from planner.reach import organisations_of
from planner.staff_pages import staff_page
from refusals import Refusal
from web.i18n import translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/calendars"
_NAME_LENGTH: Final = 200


@get(PATH, guards=[staff_only])
async def show_calendars(request: AnyRequest) -> Response[bytes]:
    return await _show_all(request, {})


@post(PATH, guards=[staff_only], request_max_body_size=MOST_BYTES, status_code=200)
async def post_calendar(request: AnyRequest) -> Response[bytes]:
    """Adds a calendar with an address or a file, and takes over what is in it at once."""
    sent = await sent_form(request)
    organisation_slug, _, location_key = sent.values.get("location", "").partition("/")
    organisation = await organisation_by_slug(organisation_slug)
    await allow(request, organisation.id)
    try:
        source, count = await _add(request, sent, organisation.slug, location_key)
    except Refusal as refusal:
        mistakes = mistakes_of(refusal, translator_of(request))
        return await _show_all(request, sent.values, mistakes=mistakes, status_code=400)
    return await _show_one(request, await source_by_id(source), count=count)


@get(PATH + "/{source:int}", guards=[staff_only])
async def show_calendar(request: AnyRequest, source: FromPath[int]) -> Response[bytes]:
    return await _show_one(request, await _allowed(request, source))


@post(PATH + "/{source:int}", guards=[staff_only], request_max_body_size=MOST_BYTES, status_code=200)
async def read_calendar(request: AnyRequest, source: FromPath[int]) -> Response[bytes]:
    """Reads the calendar again: the file that is sent, else its address."""
    row, sent = await _allowed(request, source), await sent_form(request)
    try:
        account = request.user.account_id
        count = await (poll(source, account=account) if sent.file is None
                       else import_calendar(source, sent.file, account=account))  # fmt: skip
    except Refusal as refusal:
        mistakes = mistakes_of(refusal, translator_of(request))
        return await _show_one(request, await source_by_id(row.id), mistakes=mistakes, status_code=400)
    return await _show_one(request, await source_by_id(row.id), count=count)


@post(PATH + "/{source:int}/active", guards=[staff_only], status_code=200)
async def switch_calendar(request: AnyRequest, source: FromPath[int]) -> Response[bytes]:
    """Switches it on or off; what came from it stays."""
    row, sent = await _allowed(request, source), await sent_form(request)
    account = request.user.account_id
    async with operation("calendar.switch", account=account, organisation=row.organisation, calendar=row.name):
        await switch_source(source, active=sent.values.get("active") == "true")
    return await _show_one(request, await source_by_id(source))


async def _allowed(request: AnyRequest, source: int) -> SourceRow:
    """:raises UnknownSource: there is none."""
    row = await source_by_id(source)
    await allow(request, row.organisation)
    return row


async def _add(
    request: AnyRequest, sent: SentForm, organisation_slug: str, location_key: str
) -> tuple[int, CalendarCount]:
    url, name = sent.values.get("url", ""), sent.values.get("name", "")[:_NAME_LENGTH]
    if not name:
        raise NameMissing(field="name")
    if bool(url) == (sent.file is not None):
        raise AddressOrFile(field="url")
    return await add_calendar(
        organisation_slug=organisation_slug,
        name=name,
        location_key=location_key,
        kind=ActivityKind(_one_of(sent.values.get("kind"), ActivityKind, ActivityKind.MEETUP)),
        form=Form(_one_of(sent.values.get("form"), Form, Form.SINGLE)),
        activity_slug=sent.values.get("activity") or None,
        url=url or None,
        body=sent.file,
        account=request.user.account_id,
    )


def _one_of(value: str | None, words: type[ActivityKind] | type[Form], usual: str) -> str:
    return value if value in {str(word) for word in words} and value is not None else usual


async def _show_all(
    request: AnyRequest, values: dict[str, str], *, mistakes: Sequence[Mistake] = (), status_code: int = 200
) -> Response[bytes]:
    words = translator_of(request)
    organisations = await organisations_of(request.user, f"GET {PATH}")
    context: dict[str, Any] = {
        "calendars": await sources_of([each.id for each in organisations]),
        "locations": await location_options(organisations, "value"),
        "activities": [{"value": "", "label": words.gettext("One for each name in the calendar")}]
        + await activity_options(organisations),
        "kinds": kind_options(words),
        "forms": form_options(words),
        "values": {"name": "", "url": "", "location": "", "activity": "", "kind": "meetup", "form": "single"} | values,
        "mistakes": mistakes,
    }
    return staff_page(request, "planner/calendars.html", context, status_code=status_code)


async def _show_one(
    request: AnyRequest,
    row: SourceRow,
    *,
    count: CalendarCount | None = None,
    mistakes: Sequence[Mistake] = (),
    status_code: int = 200,
) -> Response[bytes]:
    context = {"calendar": row, "count": count, "mistakes": mistakes}
    return staff_page(request, "planner/calendar.html", context, status_code=status_code)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    show_calendars,
    post_calendar,
    show_calendar,
    read_calendar,
    switch_calendar,
]
