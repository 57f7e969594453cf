"""The story of one package in procurement: who wants it, what was decided, what it costs and how it is used."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from litestar.types import ControllerRouterHandler

from agenda.labels import PACKAGE_KINDS
from content_links.licensing.days import HOME, local_today
from content_links.licensing.reading import LicenceRow, licences_of_package
from content_links.procuring.deciding import WAYS, takes_terms
from content_links.procuring.reading import (
    YEAR,
    NominationRow,
    ProcurementRow,
    nominations,
    packages_in_procurement,
    steps_of,
)
from content_links.procuring.using import use_of
from content_links.queries import PackageRow, package_by_slug
from content_links.vocabulary import PackageState
from database.transaction import fetch
from identity.guarding import staff_only
from places.vocabulary import OrganisationKind
from planner.operation_words import what_was_done
from planner.procurement_list import PATH
from planner.procurement_roles import DECIDES, nominators_of
from planner.procurement_words import STATES, button_text, date_in_words, money, steps_in_words, term_in_words
from planner.reach import may
from planner.staff_choices import Mistakes, said
from planner.staff_pages import staff_page
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

MOST_NOMINATIONS: Final = 1_000
_ORGANISATIONS: Final = """
SELECT slug, name, kind = ANY($1::text[]) OR slug = ANY($2::text[]) AS is_offered, kind FROM organisation
ORDER BY array_position(ARRAY['national', 'provincial', 'library', 'partner'], kind::text), name, id
"""
_ABOVE: Final = (OrganisationKind.NATIONAL, OrganisationKind.PROVINCIAL)


@get(f"{PATH}/{{slug:str}}", guards=[staff_only])
async def story_page(request: AnyRequest, slug: FromPath[str], done: FromQuery[UUID | None] = None) -> Response[bytes]:
    """Of every package of the catalogue: what nobody has nominated yet can be nominated here."""
    return await show_story(request, slug, done=done)


async def show_story(
    request: AnyRequest,
    slug: str,
    *,
    done: UUID | None = None,
    values: Mapping[str, Any] | None = None,
    mistakes: Mistakes = ([], 200),
) -> Response[bytes]:
    """:param values: what somebody filled in, when there is something wrong with it.
    :raises UnknownPackage: there is none.
    """
    words, today = translator_of(request), local_today()
    package = await package_by_slug(slug)
    row = next(iter(await packages_in_procurement(today=today, package=slug)), None)
    since = row.since if row else today - YEAR
    backed = await nominations(package=slug, limit=MOST_NOMINATIONS)
    licences = await licences_of_package(slug)
    decides = may(request.user, DECIDES)
    context = {
        "package": package,
        "kind": words.gettext(PACKAGE_KINDS[package.kind]),
        "state": words.gettext(STATES[package.state]),
        "facts": _facts(row, words) if row else [],
        "nominations": [_nomination(each, words) for each in backed if each.is_current],
        "former": [each.organisation_name for each in backed if not each.is_current],
        "steps": steps_in_words(await steps_of(slug), words),
        "licences": [_licence(each, today, words) for each in licences],
        "use": await use_of(package.id, since=since, today=today),
        "total": row,
        "since": date_in_words(since, words.locale),
        "ways": _ways(package, words) if decides else [],
        "licensable": await _licensable(backed, licences) if decides else {"offered": [], "others": []},
        "values": dict(values or {}),
        "done": await what_was_done(done, request.user.account_id, words),
        **await _nominating(request, package, backed),
        **said(mistakes),
    }
    return staff_page(request, "planner/procurement_package.html", context, status_code=mistakes[1])


async def _nominating(request: AnyRequest, package: PackageRow, backed: Sequence[NominationRow]) -> dict[str, Any]:
    """For whom somebody can nominate the package, and whose nomination they can take back."""
    own = await nominators_of(request.user)
    have = {each.organisation for each in backed if each.is_current}
    is_decided = package.state in (PackageState.APPROVED, PackageState.PROCURED)
    return {
        "nominators": [each for each in own if each.slug not in have],
        "withdrawing": [] if is_decided else [each for each in own if each.slug in have],
    }


def _facts(row: ProcurementRow, words: Translator) -> list[tuple[str, str]]:
    """Cost, term and cost for each time, of what was procured."""
    known = {
        words.gettext("Cost"): "" if row.cost_cents is None else money(row.cost_cents, words.locale),
        words.gettext("Term"): term_in_words(row.starts_on, row.ends_on, words),
        words.gettext("Cost of each time it was opened"): ""
        if row.cents_per_use is None
        else money(row.cents_per_use, words.locale),
    }
    return [(name, text) for name, text in known.items() if text]


def _nomination(row: NominationRow, words: Translator) -> dict[str, Any]:
    return {"row": row, "day": date_in_words(row.at.astimezone(HOME).date(), words.locale)}


def _licence(row: LicenceRow, today: date, words: Translator) -> dict[str, Any]:
    return {
        "row": row,
        "term": term_in_words(row.starts_on, row.ends_on, words),
        "is_over": row.ends_on is not None and row.ends_on < today,
    }


def _ways(package: PackageRow, words: Translator) -> list[dict[str, Any]]:
    return [
        {
            "state": state.value,
            "text": button_text(package.state, state, words),
            "takes_terms": takes_terms(package.state, state),
            "needs_reason": state in (PackageState.NOMINATED, PackageState.ENDED),
        }
        for state in WAYS[package.state]
    ]


async def _licensable(backed: Sequence[NominationRow], licences: Sequence[LicenceRow]) -> dict[str, Any]:
    """Who may be given a licence: near at hand those above, who nominated and who had one; then all others."""
    likely = {each.organisation for each in backed if each.is_current} | {each.organisation for each in licences}
    records = await fetch(_ORGANISATIONS, list(_ABOVE), sorted(likely))
    return {
        "offered": [
            {"slug": each["slug"], "name": each["name"], "chosen": each["slug"] in likely}
            for each in records
            if each["is_offered"]
        ],
        "others": [
            {"value": each["slug"], "label": each["name"]}
            for each in records
            if not each["is_offered"] and each["kind"] == OrganisationKind.LIBRARY
        ],
    }


ROUTES: Final[list[ControllerRouterHandler]] = [story_page]
