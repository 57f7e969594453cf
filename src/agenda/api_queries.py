"""Reads for the public API that no page needs: published activities and editions."""

from typing import Any
from uuid import UUID

from agenda.api_models import (
    Activity,
    ActivityRef,
    ActivitySummary,
    Content,
    Edition,
    EditionRef,
    OrganisationRef,
    Page,
    Place,
    Session,
)
from agenda.api_paging import MOST_ITEMS, OwnedQuery
from agenda.conditions import Conditions
from agenda.search import upcoming_of_activity
from agenda.session_rows import SessionRow, rows_of
from content_links.linked import packages_of_activities
from database.transaction import fetch, fetch_row
from events.asking import asks_of_activity
from events.errors import UnknownActivity, UnknownEdition, UnknownSession
from events.forms import target_of
from events.vocabulary import Form, RegistrationTarget
from places.queries import descendants, organisation_by_slug

_ACTIVITY = """
SELECT activity.*, organisation.slug AS organisation_slug, organisation.name AS organisation_name,
    ARRAY(SELECT name FROM activity_alias WHERE activity_alias.activity = activity.id ORDER BY name) AS aliases
FROM activity JOIN organisation ON organisation.id = activity.organisation
WHERE activity.state = 'published'
"""
_EDITIONS = """
SELECT edition.id, location.slug AS location, edition.first_day, edition.last_day, edition.delivery, edition.state
FROM edition JOIN location ON location.id = edition.location WHERE edition.activity = $1
ORDER BY edition.first_day DESC, edition.id LIMIT 200
"""
_EDITION = """
SELECT edition.id, edition.first_day, edition.last_day, edition.delivery, edition.state, edition.capacity,
    edition.seats_taken + edition.desk_seats AS seats_taken, edition.planned_sessions, activity.slug AS activity_slug,
    activity.title, activity.kind AS
    activity_kind, activity.form, location.slug, location.name, location.kind, location.host_kind, location.street,
    location.postcode, location.place, location.timezone
FROM edition JOIN activity ON activity.id = edition.activity JOIN location ON location.id = edition.location
WHERE edition.id = $1 AND activity.state = 'published'
"""


async def list_activities(query: OwnedQuery) -> Page[ActivitySummary]:
    """Published activities in order of slug. Raises UnknownOrganisation."""
    owners = await _with_those_below(query.organisation) if query.organisation else None
    condition = "AND ($1::int[] IS NULL OR organisation.id = ANY($1)) AND ($2::text IS NULL OR activity.slug > $2)"
    sql = f"{_ACTIVITY} {condition} ORDER BY activity.slug LIMIT $3"
    records = await fetch(sql, owners, query.cursor, query.limit + 1)
    items = [ActivitySummary.model_validate(_activity_values(record)) for record in records[: query.limit]]
    return Page(items=items, next=items[-1].slug if len(records) > query.limit else None)


async def activity_by_slug(slug: str) -> Activity:
    """With its editions, e-content and coming sessions. Raises UnknownActivity."""
    record = await fetch_row(f"{_ACTIVITY} AND activity.slug = $1", slug)
    if record is None:
        raise UnknownActivity
    packages = (await packages_of_activities([record["id"]]))[record["id"]]
    values = _activity_values(record) | {
        "registers_for": target_of(Form(record["form"])),
        "editions": [EditionRef(**each) for each in await fetch(_EDITIONS, record["id"])],
        "packages": [Content.of(linked) for linked in packages],
        "sessions": [Session.of(row) for row in await upcoming_of_activity(record["id"])],
        "questions": (await asks_of_activity(slug)).questions,
    }
    return Activity.model_validate(values)


async def edition_by_id(edition_id: UUID) -> Edition:
    """Of a published activity. Raises UnknownEdition."""
    record = await fetch_row(_EDITION, edition_id)
    if record is None:
        raise UnknownEdition
    values: dict[str, Any] = dict(record)
    form, capacity, taken = Form(record["form"]), values["capacity"], values.pop("seats_taken")
    target = target_of(form)
    counts = capacity is not None and target is RegistrationTarget.EDITION
    activity = {"slug": values["activity_slug"], "title": values["title"], "kind": values["activity_kind"]}
    return Edition(
        **{name: values[name] for name in _SAME_IN_EDITION},
        activity=ActivityRef(form=form, **activity),
        location=Place(**{name: values[name] for name in Place.model_fields}),
        seats_left=max(capacity - taken, 0) if counts else None,
        registers_for=target,
        sessions=[Session.of(row) for row in await rows_of(_coming_of(edition_id), MOST_ITEMS, SessionRow)],
    )


_SAME_IN_EDITION = (
    "id",
    "timezone",
    "first_day",
    "last_day",
    "delivery",
    "state",
    "capacity",
    "planned_sessions",
)


async def session_by_id(session_id: UUID) -> Session:
    """Of a published activity, past ones too. Raises UnknownSession."""
    conditions = Conditions(common=["activity.state = 'published'"])
    conditions.common.append(f"session.id = {conditions.parameter(session_id, 'uuid')}")
    rows = await rows_of(conditions, 1, SessionRow)
    if not rows:
        raise UnknownSession
    return Session.of(rows[0])


def _coming_of(edition_id: UUID) -> Conditions:
    conditions = Conditions(common=["session.ends_at > now()"])
    conditions.common.append(f"session.edition = {conditions.parameter(edition_id, 'uuid')}")
    return conditions


async def _with_those_below(slug: str) -> list[int]:
    organisation = await organisation_by_slug(slug)
    return [organisation.id, *(each.id for each in await descendants(organisation.id))]


def _activity_values(record: Any) -> dict[str, Any]:
    owner = OrganisationRef(slug=record["organisation_slug"], name=record["organisation_name"])
    return dict(record) | {"organisation": owner, "registration": record["registration_policy"]}
