"""Gives the programme of an organisation as the CSV that the import takes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from database.transaction import fetch
from events.programme_lines import ProgrammeLine
from places.queries import organisation_by_slug
from tabular.writing import write_rows

_LINES = """
SELECT activity.key AS activity, activity.title,
    ARRAY(SELECT name FROM activity_alias WHERE activity_alias.activity = activity.id ORDER BY activity_alias.id)
        AS former_names,
    activity.kind, activity.form, activity.themes, activity.target_groups, activity.entry_level,
    activity.partners AS partner, location.key AS location, schedule_rule.first_day AS starts_on,
    schedule_rule.last_day AS ends_on, schedule_rule.starts_at AS start_time, schedule_rule.ends_at AS end_time,
    schedule_rule.rrule, schedule_rule.skip, activity.registration_policy AS registration, edition.capacity,
    edition.planned_sessions AS sessions, activity.cost_cents
FROM schedule_rule JOIN edition ON edition.id = schedule_rule.edition JOIN activity ON activity.id = edition.activity
    JOIN location ON location.id = edition.location
WHERE activity.organisation = $1 AND location.organisation = $1 ORDER BY activity.id, schedule_rule.id
"""


async def export_programme(organisation_slug: str) -> str:
    """A line for each schedule rule, in the order in which they were added; importing the answer changes nothing.

    What has no schedule rule is not in it, nor what is held at a location of another organisation.

    :raises UnknownOrganisation: there is no such organisation.
    """
    organisation = await organisation_by_slug(organisation_slug)
    return write_rows(ProgrammeLine, [_line(record) for record in await fetch(_LINES, organisation.id)])


def _line(record: Mapping[str, Any]) -> ProgrammeLine:
    values = {name: record[name] for name in ProgrammeLine.model_fields if name != "cost_eur"}
    euros = Decimal(record["cost_cents"]) / 100
    whole = euros.to_integral_value()
    return ProgrammeLine(**values, cost_eur=whole if whole == euros else euros.quantize(Decimal("0.01")))
