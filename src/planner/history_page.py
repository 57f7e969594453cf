"""The audit log: who did what, when, and how rows were before and after it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response, get
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from history.changes import RowDifference, differences_of
from history.reading import Done, Wanted, operation_by_id, operations_of, people_who_did
from identity.guarding import route_of, staff_only
from planner.history_names import Names, names_in
from planner.history_words import BOOKKEEPING, COLUMNS, KINDS, TABLES, in_words
from planner.reach import organisations_of
from planner.staff_pages import staff_page
from refusals import Missing
from web.dates import day_in_words, time_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

HISTORY: Final = "/planner/history"
ON_A_PAGE: Final = 50
FILTERS: Final = ("person", "kind", "first", "last")
LONGEST_ID: Final = 10
TIMEZONE: Final = "Europe/Amsterdam"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_Page = Annotated[int, QueryParameter(ge=1, le=10_000)]


@dataclass(frozen=True, slots=True)
class Line:
    href: str
    when: str
    who: str
    what: str
    organisation: str
    is_undo: bool
    meetings: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A column that differs, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A row: what it is, what happened to it ("new", "gone" or "changed"), and its columns."""

    table: str
    happened: str
    columns: Sequence[Difference]


@get(HISTORY, guards=[staff_only])
async def show_history(request: AnyRequest, number: _Page = 1) -> Response[bytes]:
    """What is left empty in the form, or is no number or day, looks for everything."""
    seen = [each.id for each in await organisations_of(request.user, route_of(request))]
    chosen = {name: request.query_params.get(name, "") for name in FILTERS}
    found = await operations_of(seen, _wanted(chosen), limit=ON_A_PAGE + 1, offset=(number - 1) * ON_A_PAGE)
    words = translator_of(request)
    people = [("", words.gettext("Everybody")), *await people_who_did(seen)]
    kinds = [("", words.gettext("Everything")), *((kind, words.gettext(label)) for kind, label in KINDS.items())]
    context = {
        "days": _by_day([(done.at, _line(done, words)) for done in found[:ON_A_PAGE]], words),
        "people": [{"value": value, "label": label} for value, label in people],
        "kinds": [{"value": value, "label": label} for value, label in kinds],
        "chosen": chosen,
        "newer": _address(chosen, number - 1) if number > 1 else "",
        "older": _address(chosen, number + 1) if len(found) > ON_A_PAGE else "",
    }
    return staff_page(request, "planner/history.html", context)


@get(HISTORY + "/{operation:uuid}", guards=[staff_only])
async def show_operation(request: AnyRequest, operation: FromPath[UUID]) -> Response[bytes]:
    seen = [each.id for each in await organisations_of(request.user, route_of(request))]
    done = await operation_by_id(seen, operation)
    if done is None:
        raise Missing
    words, rows = translator_of(request), await differences_of([operation])
    names = await names_in(rows)
    context = {"line": _line(done, words), "rows": [_changed(row, names, words) for row in rows]}
    return staff_page(request, "planner/operation.html", context)


def _wanted(chosen: Mapping[str, str]) -> Wanted:
    person = chosen["person"]
    return Wanted(
        account=int(person) if person.isdecimal() and len(person) < LONGEST_ID else None,
        kind=chosen["kind"] if chosen["kind"] in KINDS else None,
        first=_day(chosen["first"]),
        last=_day(chosen["last"]),
        timezone=TIMEZONE,
    )


def _line(done: Done, words: Translator) -> Line:
    at = done.at.astimezone(ZoneInfo(TIMEZONE))
    return Line(
        href=f"{HISTORY}/{done.id}",
        when=time_in_words(at.time(), words.locale),
        who=done.who or words.gettext("The computer"),
        what=in_words(done.action, done.details, words),
        organisation=done.organisation or "",
        is_undo=done.undoes is not None,
        meetings=done.sessions,
    )


def _by_day(lines: Sequence[tuple[datetime, Line]], words: Translator) -> dict[str, list[Line]]:
    days: dict[str, list[Line]] = {}
    for at, line in lines:
        day = at.astimezone(ZoneInfo(TIMEZONE)).date()
        days.setdefault(f"{day_in_words(day, words.locale)} {day.year}", []).append(line)
    return days


def _changed(row: RowDifference, names: Names, words: Translator) -> Changed:
    happened = "new" if row.before is None else "gone" if row.after is None else "changed"
    columns = row.changed(ignoring=BOOKKEEPING) or _filled(row)
    return Changed(
        table=words.gettext(TABLES.get(row.table, row.table)),
        happened=happened,
        columns=[
            Difference(
                words.gettext(COLUMNS[name]) if name in COLUMNS else name.replace("_", " "),
                _value(name, (row.before or {}).get(name), names, words),
                _value(name, (row.after or {}).get(name), names, words),
            )
            for name in columns
        ],
    )


def _filled(row: RowDifference) -> list[str]:
    """Of a row that is new or gone: the columns that people know, as far as they say something."""
    values = row.after or row.before or {}
    return (
        [name for name in COLUMNS if values.get(name) not in (None, "", [])] if not (row.before and row.after) else []
    )


def _value(name: str, value: Any, names: Names, words: Translator) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return words.gettext("Yes") if value else words.gettext("No")
    if (name, str(value)) in names:
        return names[name, str(value)]
    if isinstance(value, str) and _MOMENT.match(value):
        at = datetime.fromisoformat(value)
        at = at.astimezone(ZoneInfo(TIMEZONE)) if at.tzinfo else at
        return f"{day_in_words(at.date(), words.locale)} {at.year}, {time_in_words(at.time(), words.locale)}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _day(text: str) -> date | None:
    """What is no day counts as not filled in."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _address(chosen: Mapping[str, str], number: int) -> str:
    return f"{HISTORY}?{urlencode([*((name, value) for name, value in chosen.items() if value), ('number', number)])}"


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_history, show_operation]
