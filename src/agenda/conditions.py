"""The filters of the agenda as conditions of SQL, the same for lists, counts and feeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from agenda.filters import AgendaFilters
from database.transaction import fetch
from events.forms import is_online, target_of
from events.vocabulary import Form, RegistrationPolicy, RegistrationTarget
from refusals import Invalid


class UnknownValue(Invalid):
    """We do not know %(value)s."""

    code = "unknown_value"


# The forms that people sign up for once, for all sessions of an edition.
EDITION_FORMS: Final = tuple(form for form in Form if target_of(form) is RegistrationTarget.EDITION)
FACETS: Final[Mapping[str, str]] = {
    "organisation": "activity.organisation = ANY({})",
    "location": "location.id = ANY({})",
    "place": "location.place = ANY({})",
    "kind": "activity.kind = ANY({})",
    "form": "activity.form = ANY({})",
    "theme": "activity.themes::text[] && {}",
    "target_group": "activity.target_groups::text[] && {}",
    "language": "activity.language = ANY({})",
    "delivery": "edition.delivery = ANY({})",
}
_CASTS: Final = {"organisation": "int[]", "location": "int[]"}
TABLES: Final = """
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
    JOIN location ON location.id = session.location JOIN organisation ON organisation.id = activity.organisation
"""
PER_EDITION: Final = f"activity.form IN ({', '.join(repr(form.value) for form in EDITION_FORMS)})"
CAPACITY: Final = f"CASE WHEN {PER_EDITION} THEN edition.capacity ELSE session.capacity END"
# With those that only the desk gives away: nobody who reads this can have them.
SEATS_TAKEN: Final = f"""CASE WHEN {PER_EDITION} THEN edition.seats_taken + edition.desk_seats
    ELSE session.seats_taken + session.desk_seats END"""
IS_OPEN: Final = """(edition.registration_opens_at IS NULL OR edition.registration_opens_at <= now())
    AND (edition.registration_closes_at IS NULL OR edition.registration_closes_at > now())"""
_POLICIES: Final = ", ".join(repr(policy.value) for policy in RegistrationPolicy if is_online(policy))
_FORMS: Final = ", ".join(repr(form.value) for form in Form if target_of(form) is not None)
_ONLINE: Final = f"activity.registration_policy IN ({_POLICIES}) AND activity.form IN ({_FORMS})"
# As events.standing decides it of one session or edition.
_JOINABLE: Final = f"""CASE WHEN {PER_EDITION}
    THEN EXISTS (SELECT FROM session AS later
            WHERE later.edition = edition.id AND later.state = 'scheduled' AND later.starts_at > now())
        AND NOT (activity.form = '{Form.COHORT}' AND EXISTS (SELECT FROM session AS earlier
            WHERE earlier.edition = edition.id AND earlier.state = 'scheduled' AND earlier.ends_at <= now()))
        AND NOT EXISTS (SELECT FROM registration WHERE registration.edition = edition.id AND state = 'waiting')
    ELSE session.starts_at > now()
        AND NOT EXISTS (SELECT FROM registration WHERE registration.session = session.id AND state = 'waiting') END"""  # noqa: S608  constant
_OPEN: Final = f"""session.state = 'scheduled' AND edition.state = 'scheduled'
    AND (NOT ({_ONLINE}) OR {IS_OPEN}
        AND (({CAPACITY}) IS NULL OR ({SEATS_TAKEN}) < ({CAPACITY})) AND ({_JOINABLE}))"""
# The words of an activity, its other names, and of its place: what people type to find it.
_WORDS: Final = """searchable(concat_ws(' ', activity.title, session.title, activity.summary, location.name,
    location.place, (SELECT string_agg(name, ' ') FROM activity_alias WHERE activity_alias.activity = activity.id)))"""
# Great-circle distance in km (haversine, mean earth radius).
_DISTANCE: Final = """2 * 6371.0088 * asin(sqrt(least(1, sin(radians(location.latitude - {lat}) / 2) ^ 2
    + cos(radians({lat})) * cos(radians(location.latitude)) * sin(radians(location.longitude - {lon}) / 2) ^ 2)))"""


def distance(latitude: str, longitude: str) -> str:
    """The SQL of the kilometres between a location and a point, of which the arguments are the SQL, in degrees."""
    return _DISTANCE.format(lat=latitude, lon=longitude)


# Any link first, because that is soon seen, and then whether it is the one that counts.
_PACKAGE: Final = """EXISTS (SELECT FROM content_link WHERE content_link.package = ANY({0}) AND (
    content_link.activity = activity.id OR content_link.session = session.id
    OR content_link.revision = activity.inherits_from))
    AND EXISTS (
        SELECT FROM linked_content(session.id, activity.id, activity.inherits_from, lesson_of(session.id)) AS shown
        WHERE shown.package = ANY({0}) AND is_licensed(shown.package, activity.organisation, local_today()))"""


Known = Mapping[str, list[int]]
"""Ids by the name of the filter."""


@dataclass(slots=True)
class Conditions:
    """Parts of a WHERE over `TABLES`: `facets` by the name of the filter, `common` for all the rest.

    `values` are the parameters, in the order of their numbers.
    """

    values: list[Any] = field(default_factory=list)
    common: list[str] = field(default_factory=list)
    facets: dict[str, str] = field(default_factory=dict)

    def parameter(self, value: Any, cast: str) -> str:
        """Keeps a value and says how the SQL names it."""
        self.values.append(value)
        return f"${len(self.values)}::{cast}"

    def where(self) -> str:
        return " AND ".join(f"({each})" for each in [*self.common, *self.facets.values()])


async def conditions_of(
    filters: AgendaFilters, known: Known | None = None, *, drafts_of: Sequence[int] = ()
) -> Conditions:
    """Published activities that the filters ask for; the caller adds what time it is about.

    :param known: what `look_up` said of these filters, for who needs it more than once.
    :param drafts_of: ids of the organisations of which drafts count too, for their staff.

    :raises UnknownValue: no such organisation, location, place or package; names the parameter.
    """
    conditions = Conditions(common=["activity.state = 'published'"])
    if drafts_of:
        drafts = f"activity.organisation = ANY({conditions.parameter(list(drafts_of), 'int[]')})"
        conditions.common = [f"activity.state = 'published' OR activity.state = 'draft' AND {drafts}"]
    known = await look_up(filters) if known is None else known
    for name, condition in FACETS.items():
        chosen = known.get(name) or list(getattr(filters, name))
        if chosen:
            conditions.facets[name] = condition.format(conditions.parameter(chosen, _CASTS.get(name, "text[]")))
    _add_days(conditions, filters)
    _add_others(conditions, filters, known)
    return conditions


def _add_days(conditions: Conditions, filters: AgendaFilters) -> None:
    # The condition with an offset of days lets the index on starts_at do the work.
    local_day = "(session.starts_at AT TIME ZONE location.timezone)::date"
    if filters.first_day:
        day = conditions.parameter(filters.first_day, "date")
        conditions.common.append(f"{local_day} >= {day} AND session.starts_at >= {day} - 1")
    if filters.last_day:
        day = conditions.parameter(filters.last_day, "date")
        conditions.common.append(f"{local_day} <= {day} AND session.starts_at < {day} + 2")


def _add_others(conditions: Conditions, filters: AgendaFilters, known: Known) -> None:
    for word in filters.q.split():
        pattern = conditions.parameter(f"%{_literal(word)}%", "text")
        conditions.common.append(f"{_WORDS} LIKE searchable({pattern})")
    if filters.near:
        lat, lon = (conditions.parameter(degrees, "float8") for degrees in filters.near)
        radius = conditions.parameter(filters.within_km, "float8")
        conditions.common.append(f"{distance(lat, lon)} <= {radius}")
    if filters.package:
        conditions.common.append(_PACKAGE.format(conditions.parameter(known["package"], "int[]")))
    if filters.free:
        conditions.common.append("activity.cost_cents = 0")
    if filters.open:
        conditions.common.append(_OPEN)


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# Who asks for an organisation means those below it too; the depth ends a circle made by hand.
_KNOWN: Final = """
WITH RECURSIVE down AS (
    SELECT slug, id, 0 AS depth FROM organisation WHERE slug = ANY($1::text[])
    UNION ALL
    SELECT down.slug, organisation.id, down.depth + 1
    FROM down JOIN organisation ON organisation.parent = down.id WHERE down.depth < 20
)
SELECT DISTINCT 'organisation' AS name, slug AS value, id FROM down
UNION ALL SELECT 'location', slug, id FROM location WHERE slug = ANY($2::text[])
UNION ALL SELECT DISTINCT 'place', place, 0 FROM location WHERE place = ANY($3::text[])
UNION ALL SELECT 'package', slug, id FROM package WHERE slug = ANY($4::text[])
"""


async def look_up(filters: AgendaFilters) -> Known:
    """The ids of what the filters name by slug; asks the database only when they name something.

    :raises UnknownValue: no such organisation, location, place or package; names the parameter.
    """
    named = (filters.organisation, filters.location, filters.place, filters.package)
    if not any(named):
        return {}
    ids: dict[str, list[int]] = {"organisation": [], "location": [], "package": []}
    found = set()
    for record in await fetch(_KNOWN, *(list(values) for values in named)):
        found.add((record["name"], record["value"]))
        if record["name"] in ids:
            ids[record["name"]].append(record["id"])
    for name, values in zip(("organisation", "location", "place", "package"), named, strict=True):
        for value in values:
            if (name, value) not in found:
                raise UnknownValue(field=name, value=value)
    return ids
