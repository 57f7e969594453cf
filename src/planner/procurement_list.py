"""What is in procurement, for who decides and who advises: with backing, use, cost and what ends soon."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from litestar import Response, get
from litestar.params import FromQuery
from litestar.types import ControllerRouterHandler
from pydantic import BaseModel

from agenda.labels import PACKAGE_KINDS
from content_links.licensing.days import local_today
from content_links.procuring.reading import ProcurementRow, packages_in_procurement
from content_links.vocabulary import PackageState
from identity.guarding import staff_only
from planner.procurement_roles import NOMINATES
from planner.procurement_words import CENTS, STATES, date_in_words, money, term_in_words
from planner.reach import may
from planner.staff_choices import options
from planner.staff_pages import UNCACHED, staff_page
from tabular.writing import write_rows
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/procurement"
OPEN: Final = "open"
"""The states in which something is still to be decided or used."""
_FLOW: Final = tuple(PackageState)
_FAR: Final = date.max

_Key = Callable[[ProcurementRow], Any]
_ORDERS: Final[Mapping[str, _Key]] = {
    "title": lambda row: row.title.casefold(),
    "backing": lambda row: -len(row.backed_by),
    "opened": lambda row: -(row.opened or 0),
    "cost": lambda row: -(row.cost_cents or 0),
    "per_use": lambda row: -(row.cents_per_use or 0),
    "ends": lambda row: row.licence_ends_on or _FAR,
}
ORDER_WORDS: Final[Mapping[str, str]] = {
    "": "Decision needed",
    "title": "Title",
    "backing": "Most nominations",
    "opened": "Most used",
    "cost": "Highest cost",
    "per_use": "Highest cost for each time",
    "ends": "Licence that ends first",
}
FILTER_WORDS: Final[Mapping[str, str]] = {OPEN: "All but ended", "": "All"}


class ProcurementLine(BaseModel):
    """A line of the file. What is too few to tell is empty; the numbers of use are since `used_since`."""

    package: str
    title: str
    provider: str
    state: PackageState
    nominations: int
    nominated_by: tuple[str, ...]
    reasons: tuple[str, ...]
    cost_euros: Decimal | None
    term_starts_on: date | None
    term_ends_on: date | None
    licence_ends_on: date | None
    used_since: date
    opened: int | None
    completed: int | None
    learners: int | None
    activities: int
    euros_per_use: Decimal | None

    @classmethod
    def of(cls, row: ProcurementRow) -> "ProcurementLine":
        return cls(
            package=row.slug,
            title=row.title,
            provider=row.provider,
            state=row.state,
            nominations=len(row.backed_by),
            nominated_by=row.backed_by,
            reasons=row.reasons,
            cost_euros=_euros(row.cost_cents),
            term_starts_on=row.starts_on,
            term_ends_on=row.ends_on,
            licence_ends_on=row.licence_ends_on,
            used_since=row.since,
            opened=row.opened,
            completed=row.completed,
            learners=row.learners,
            activities=row.activities,
            euros_per_use=_euros(row.cents_per_use),
        )


@get(PATH, guards=[staff_only])
async def procurement_page(
    request: AnyRequest, only: FromQuery[str] = OPEN, order: FromQuery[str] = ""
) -> Response[bytes]:
    """What is no state or order of the lists is all, and what needs a decision first."""
    words, today = translator_of(request), local_today()
    rows = await _chosen(only, order, today)
    context = {
        "rows": [_line(row, today, words) for row in rows],
        "soon": sum(row.ends_soon(today) for row in rows),
        "filters": _filters(only, order, words),
        "order": order,
        "only": only,
        "may_nominate": may(request.user, NOMINATES),
    }
    return staff_page(request, "planner/procurement.html", context)


@get(f"{PATH}.csv", guards=[staff_only])
async def procurement_file(only: FromQuery[str] = "", order: FromQuery[str] = "") -> Response[bytes]:
    """The same list as a file, with the filters of the page."""
    today = local_today()
    lines = [ProcurementLine.of(row) for row in await _chosen(only, order, today)]
    headers = {**UNCACHED, "Content-Disposition": f'attachment; filename="procurement-{today}.csv"'}
    body = write_rows(ProcurementLine, lines).encode()
    return Response(body, media_type="text/csv", headers=headers)


def in_order(rows: Sequence[ProcurementRow], order: str, today: date) -> list[ProcurementRow]:
    """Without an order what ends soon comes first, then by state, and of each state what most libraries want."""
    key = _ORDERS.get(order)
    if key is not None:
        return sorted(rows, key=key)
    return sorted(
        rows,
        key=lambda row: (
            (row.licence_ends_on or _FAR) if row.ends_soon(today) else _FAR,
            _FLOW.index(row.state),
            -len(row.backed_by),
        ),
    )


async def _chosen(only: str, order: str, today: date) -> list[ProcurementRow]:
    states = [each for each in PackageState if only in ("", each) or (only == OPEN and each != PackageState.ENDED)]
    return in_order(await packages_in_procurement(states or _FLOW, today=today), order, today)


def _line(row: ProcurementRow, today: date, words: Translator) -> dict[str, Any]:
    return {
        "row": row,
        "reasons": list(zip(row.backed_by, row.reasons, strict=True)),
        "kind": words.gettext(PACKAGE_KINDS[row.kind]),
        "state": words.gettext(STATES[row.state]),
        "ends_soon": date_in_words(row.licence_ends_on, words.locale)
        if row.licence_ends_on and row.ends_soon(today)
        else "",
        "cost": "" if row.cost_cents is None else money(row.cost_cents, words.locale),
        "term": term_in_words(row.starts_on, row.ends_on, words),
        "per_use": "" if row.cents_per_use is None else money(row.cents_per_use, words.locale),
    }


def _filters(only: str, order: str, words: Translator) -> list[dict[str, Any]]:
    states = [*options(FILTER_WORDS, words), *options(STATES, words)]
    return [
        {"name": "only", "label": words.gettext("State"), "value": only, "options": states},
        {"name": "order", "label": words.gettext("First"), "value": order, "options": options(ORDER_WORDS, words)},
    ]


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / CENTS


ROUTES: Final[list[ControllerRouterHandler]] = [procurement_page, procurement_file]
