"""Reads activities as they are stored, for those who change them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from database.transaction import fetch, fetch_row
from events.errors import UnknownActivity
from events.vocabulary import (
    ActivityKind,
    ActivityState,
    Form,
    RegistrationPolicy,
    Skill,
    TargetGroup,
    Theme,
    WsobFunction,
)
from places.vocabulary import Equipment

_ACTIVITIES = """
SELECT activity.id, activity.organisation AS organisation_id, activity.programme AS programme_id, activity.key,
    activity.slug, activity.title, activity.summary, activity.description, activity.kind, activity.form,
    activity.state, activity.themes, activity.target_groups, activity.language, activity.entry_level,
    activity.partners, activity.wsob_function, activity.registration_policy AS registration,
    activity.registration_url, activity.waiting_list, activity.cost_cents, activity.neutral_title,
    activity.reminder_days, activity.reminder_hours, activity.prepare_days, activity.follow_up_days,
    activity.asks_how_it_was, activity.setup_minutes, activity.clearup_minutes,
    activity.staff_min, activity.staff_max, activity.skills, activity.equipment,
    ARRAY(SELECT name FROM activity_alias WHERE activity_alias.activity = activity.id ORDER BY activity_alias.id)
        AS former_names
FROM activity
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    id: int
    organisation_id: int
    programme_id: int | None
    key: str
    slug: str
    title: str
    summary: str
    description: str
    kind: ActivityKind
    form: Form
    state: ActivityState
    themes: list[Theme]
    target_groups: list[TargetGroup]
    language: str
    entry_level: str
    partners: list[str]
    wsob_function: WsobFunction
    registration: RegistrationPolicy
    registration_url: str | None
    waiting_list: bool
    cost_cents: int
    neutral_title: str | None
    reminder_days: list[int]
    reminder_hours: list[int]
    prepare_days: list[int]
    follow_up_days: list[int]
    asks_how_it_was: bool
    setup_minutes: int
    clearup_minutes: int
    staff_min: int
    staff_max: int | None
    skills: list[Skill]
    equipment: list[Equipment]
    former_names: list[str]


async def activity_by_slug(slug: str) -> ActivityRow:
    """:raises UnknownActivity: there is none."""
    record = await fetch_row(_ACTIVITIES + "WHERE activity.slug = $1", slug)
    if record is None:
        raise UnknownActivity(field="activity")
    return _activity(record)


async def activities_of_organisation(organisation_id: int) -> list[ActivityRow]:
    """All activities of one organisation, in the order in which they were added."""
    records = await fetch(_ACTIVITIES + "WHERE activity.organisation = $1 ORDER BY activity.id", organisation_id)
    return [_activity(record) for record in records]


def _activity(record: Mapping[str, Any]) -> ActivityRow:
    values = {field.name: record[field.name] for field in fields(ActivityRow)}
    return ActivityRow(
        **values
        | {
            "kind": ActivityKind(record["kind"]),
            "form": Form(record["form"]),
            "state": ActivityState(record["state"]),
            "themes": [Theme(each) for each in record["themes"]],
            "target_groups": [TargetGroup(each) for each in record["target_groups"]],
            "wsob_function": WsobFunction(record["wsob_function"]),
            "skills": [Skill(each) for each in record["skills"]],
            "equipment": [Equipment(each) for each in record["equipment"]],
            "registration": RegistrationPolicy(record["registration"]),
        }
    )
