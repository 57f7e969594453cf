"""Copying a season to the next one, shown before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get, post
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from events.series.previewing import rehearsed
from events.series.seasons import CopiedSeason, NotCopied, copy_season
from history.operations import operation
from identity.guarding import staff_only
from planner.board_window import Day
from planner.errors import SeasonBackwards, SeasonNotLater, SeasonTooLong
from planner.form_pages import Form
from planner.form_values import Sent
from planner.operation_words import what_was_done
from planner.previews import seal
from planner.staff_choices import Mistakes, mistakes_of, organisation_of
from planner.staff_pages import UNCACHED, staff_page
from refusals import Refusal
from web.dates import day_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/seasons/copy"
LISTED: Final = 50
LONGEST: Final = timedelta(days=366)
_FIELDS: Final = ("from_first", "from_last", "to_first")


class SeasonForm(BaseModel):
    """What runs on the days from `from_first` to `from_last` comes back from `to_first` on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    from_first: Day
    from_last: Day
    to_first: Day
    sure: Sent = False
    seen: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_last < self.from_first:
            raise SeasonBackwards(field="from_last")
        if self.from_last - self.from_first > LONGEST:
            raise SeasonTooLong(field="from_last")
        if self.to_first <= self.from_first:
            raise SeasonNotLater(field="to_first")
        return self


@dataclass(frozen=True, slots=True)
class Shown:
    """What a copy does, in words."""

    groups: int
    sessions: int
    unplaced: list[str]
    not_copied: list[str]


@get(PATH, guards=[staff_only])
async def season_form(request: AnyRequest, done: FromQuery[UUID | None] = None) -> Response[bytes]:
    return await _show(request, dict.fromkeys(_FIELDS, ""), done=done)


@post(PATH, guards=[staff_only])
async def copy(request: AnyRequest, data: URLEncodedBody[Form]) -> Response[bytes] | Redirect:
    """Without `sure` it only shows what would be copied."""
    organisation = await organisation_of(request, f"POST {PATH}")
    values = {name: data.get(name, "") for name in _FIELDS}
    try:
        form = SeasonForm.model_validate(data)
        seen = seal(organisation.id, form.from_first, form.from_last, form.to_first)
        if not form.sure or form.seen not in {"", seen}:
            shown = await _rehearse(request, organisation.id, form)
            return await _show(request, values | {"seen": seen}, shown=shown)
        account, first = request.user.account_id, str(form.to_first)
        async with operation("season.copy", account=account, organisation=organisation.id, to_first=first) as this:
            await _copy(organisation.id, form)
    except (ValidationError, Refusal) as error:
        return await _show(request, values, mistakes_of(request, error))
    return Redirect(f"{PATH}?organisation={organisation.slug}&done={this}", status_code=303, headers=UNCACHED)


async def _copy(organisation: int, form: SeasonForm) -> CopiedSeason:
    days = form.model_dump(include=set(_FIELDS))
    return await copy_season(organisation_id=organisation, **days)


async def _rehearse(request: AnyRequest, organisation: int, form: SeasonForm) -> Shown:
    results: list[CopiedSeason] = []

    async def operate() -> None:
        results.append(await _copy(organisation, form))

    async with rehearsed(operate) as found:
        if found.refusal is not None:
            raise found.refusal
    return _in_words(results[0], translator_of(request))


def _in_words(copied: CopiedSeason, words: Translator) -> Shown:
    unplaced = [
        words.gettext(
            "%(name)s is taken on %(day)s by %(title)s.",
            name=clash.name,
            day=_day(clash.placement.starts_at.astimezone(ZoneInfo("Europe/Amsterdam")).date(), words),
            title=clash.other_title,
        )
        for clash in copied.unplaced[:LISTED]
    ]
    not_copied = [_reason(each, words) for each in copied.not_copied[:LISTED]]
    return Shown(len(copied.editions), copied.sessions, unplaced, not_copied)


def _day(day: date, words: Translator) -> str:
    return day_in_words(day, words.locale)


def _reason(each: NotCopied, words: Translator) -> str:
    why = words.gettext(each.reason.message_id, **each.reason.details)
    return f"{each.title}, {each.place}: {why}"


async def _show(
    request: AnyRequest,
    values: Mapping[str, Any],
    mistakes: Mistakes = ([], 200),
    *,
    shown: Shown | None = None,
    done: UUID | None = None,
) -> Response[bytes]:
    errors, status = mistakes
    context = {
        "values": values,
        "errors": errors,
        "error_of": {error.field: error.text for error in errors},
        "shown": shown,
        "organisation_of_page": await organisation_of(request, f"POST {PATH}"),
        "done": await what_was_done(done, request.user.account_id, translator_of(request)),
    }
    return staff_page(request, "planner/season.html", context, status_code=status)


ROUTES: Final[list[ControllerRouterHandler]] = [season_form, copy]
