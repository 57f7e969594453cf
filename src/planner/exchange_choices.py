"""What the forms of import, export and print let somebody choose from."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from agenda import labels
from database.transaction import fetch
from events.vocabulary import ActivityKind, Form
from planner.reach import Reachable
from web.i18n import Translator

_LOCATIONS: Final = """
SELECT organisation.slug || '/' || location.key AS value, location.slug, location.name,
    organisation.name AS organisation
FROM location JOIN organisation ON organisation.id = location.organisation
WHERE organisation.id = ANY($1::int[]) AND location.retired_at IS NULL ORDER BY organisation.name, location.name
"""
_ACTIVITIES: Final = """
SELECT activity.slug, activity.title, organisation.name AS organisation
FROM activity JOIN organisation ON organisation.id = activity.organisation
WHERE organisation.id = ANY($1::int[]) AND activity.state = 'published' ORDER BY organisation.name, activity.title
"""
Option = dict[str, str]


async def location_options(organisations: Sequence[Reachable], value: str) -> list[Option]:
    """:param value: the column that is sent: `slug`, or `value` for organisation/key."""
    rows = await fetch(_LOCATIONS, [each.id for each in organisations])
    return [{"value": row[value], "label": _named(row["name"], row, organisations)} for row in rows]


async def activity_options(organisations: Sequence[Reachable]) -> list[Option]:
    rows = await fetch(_ACTIVITIES, [each.id for each in organisations])
    return [{"value": row["slug"], "label": _named(row["title"], row, organisations)} for row in rows]


def organisation_options(organisations: Sequence[Reachable]) -> list[Option]:
    return [{"value": each.slug, "label": each.name} for each in organisations]


def kind_options(words: Translator) -> list[Option]:
    return [{"value": kind.value, "label": words.gettext(labels.KINDS[kind])} for kind in ActivityKind]


def form_options(words: Translator) -> list[Option]:
    return [{"value": form.value, "label": words.gettext(labels.FORMS[form])} for form in Form]


def _named(name: str, row: Mapping[str, Any], organisations: Sequence[Reachable]) -> str:
    return name if len(organisations) == 1 else f"{name} ({row['organisation']})"
