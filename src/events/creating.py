"""Makes and changes activities."""

from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from typing import Any

from database.transaction import execute, execute_many, fetch, fetch_row, fetch_value, transaction
from database.violations import violations
from events.creating_errors import ActivityKeyTaken, ActivitySlugTaken, FormFixed, MoreStaffAtLeast, UnknownProgramme
from events.errors import UnknownActivity
from events.forms import target_of
from events.reading_activities import ActivityRow, activity_by_slug
from events.schemas import ActivityDetails
from events.seating import seat_edition
from events.series.time_around import give_time_around
from events.vocabulary import ActivityState
from events.wsob import usual_function
from places.organising import lock_organisation

_SIGNED_UP = """
SELECT EXISTS (
    SELECT FROM edition LEFT JOIN session ON session.edition = edition.id
        JOIN registration ON registration.edition = edition.id OR registration.session = session.id
    WHERE edition.activity = $1 AND registration.state <> 'cancelled'
)
"""
_COLUMNS = (
    "key",
    "programme_id",
    "title",
    "summary",
    "description",
    "kind",
    "form",
    "themes",
    "target_groups",
    "language",
    "entry_level",
    "partners",
    "wsob_function",
    "registration",
    "registration_url",
    "waiting_list",
    "cost_cents",
    "neutral_title",
    "reminder_days",
    "reminder_hours",
    "prepare_days",
    "follow_up_days",
    "asks_how_it_was",
    "setup_minutes",
    "clearup_minutes",
    "staff_min",
    "staff_max",
    "skills",
    "equipment",
)
_NAMED = {"programme_id": "programme", "registration": "registration_policy"}
_INTO = [_NAMED.get(name, name) for name in _COLUMNS]
_INSERT = f"""
INSERT INTO activity (slug, organisation, state, {", ".join(_INTO)})
VALUES ($1, $2, $3, {", ".join(f"${number}" for number in range(4, len(_INTO) + 4))})
"""  # noqa: S608  names of columns
_UPDATE = f"""
UPDATE activity SET {", ".join(f"{name} = ${number}" for number, name in enumerate(_INTO, start=2))},
    modified_at = clock_timestamp()
WHERE id = $1
"""  # noqa: S608  names of columns
_SLUG_LENGTH = 120
_NUMBERED_SLUGS = 50


async def create_activity(
    *,
    organisation_slug: str,
    details: ActivityDetails,
    aliases: Sequence[str] = (),
    state: ActivityState = ActivityState.DRAFT,
) -> ActivityRow:
    """Adds an activity; its slug is its key when that is free, and else begins with the slug of the organisation.

    :raises UnknownOrganisation: there is no such organisation.
    :raises UnknownProgramme: the organisation has no such programme.
    :raises ActivityKeyTaken: the organisation has an activity with this key.
    """
    async with transaction():
        organisation = await lock_organisation(organisation_slug)
        programme = await _programme_id(organisation.id, details.programme)
        slug = await _free_slug(organisation.slug, details.key)
        values = _values(details) | {"programme_id": programme}
        with violations(_taken(details.key, slug)):
            await execute(_INSERT, slug, organisation.id, state, *(values[name] for name in _COLUMNS))
        await _write_aliases(slug, aliases)
        return await activity_by_slug(slug)


async def change_activity(*, slug: str, details: ActivityDetails) -> ActivityRow:
    """Changes what `details` has set and leaves the rest; touches nothing when nothing differs.

    The slug stays, because people have links to it. A visible change raises the SEQUENCE of its sessions. Another time
    to set up or clear away holds for the coming sessions that nobody edited.

    :raises UnknownActivity: there is no such activity.
    :raises UnknownProgramme: the organisation has no such programme.
    :raises ActivityKeyTaken: the organisation has another activity with the new key.
    :raises FormFixed: people have signed up in a way that the new form does not know.
    :raises MoreStaffAtLeast: with what it says already no number of people is right.
    :raises Clashes: with the new time around them sessions get in the way of others; it names all of them. For one
        session a RoomTaken.
    """
    async with transaction():
        await _lock(slug)
        current = await activity_by_slug(slug)
        given = _given(details)
        if "programme" in details.model_fields_set:
            given["programme_id"] = await _programme_id(current.organisation_id, details.programme)
        changed = replace(current, **given)
        if changed != current:
            await _write(current, changed)
        return changed


async def set_aliases(*, slug: str, names: Sequence[str]) -> None:
    """Replaces the former and other names of an activity; a name that is there twice counts once.

    :raises UnknownActivity: there is no such activity.
    """
    async with transaction():
        activity = await _lock(slug)
        await execute("DELETE FROM activity_alias WHERE activity = $1", activity)
        await _write_aliases(slug, names)


async def _write(current: ActivityRow, changed: ActivityRow) -> None:
    is_other_target = target_of(changed.form) != target_of(current.form)
    if is_other_target and await fetch_value(_SIGNED_UP, current.id):
        raise FormFixed(field="form")
    if changed.staff_max is not None and changed.staff_max < changed.staff_min:
        raise MoreStaffAtLeast(field="staff_max")
    with violations(_taken(changed.key, changed.slug)):
        await execute(_UPDATE, current.id, *(getattr(changed, name) for name in _COLUMNS))
    around = (changed.setup_minutes, changed.clearup_minutes)
    if around != (current.setup_minutes, current.clearup_minutes):
        await give_time_around(current.id, setup_minutes=around[0], clearup_minutes=around[1])
    if is_other_target:
        for row in await fetch("SELECT id FROM edition WHERE activity = $1 ORDER BY id", current.id):
            await seat_edition(row["id"])


async def _lock(slug: str) -> int:
    row = await fetch_row("SELECT id FROM activity WHERE slug = $1 FOR NO KEY UPDATE", slug)
    if row is None:
        raise UnknownActivity(field="activity")
    activity: int = row["id"]
    return activity


async def _write_aliases(slug: str, names: Collection[str]) -> None:
    sql = "INSERT INTO activity_alias (activity, name) SELECT id, $2 FROM activity WHERE slug = $1"
    await execute_many(sql, [(slug, name) for name in dict.fromkeys(names)])


async def _programme_id(organisation_id: int, slug: str | None) -> int | None:
    if slug is None:
        return None
    sql = "SELECT id FROM programme WHERE organisation = $1 AND slug = $2"
    programme: int | None = await fetch_value(sql, organisation_id, slug)
    if programme is None:
        raise UnknownProgramme(slug=slug, field="programme")
    return programme


async def _free_slug(organisation_slug: str, key: str) -> str:
    longer = f"{organisation_slug}-{key}"[: _SLUG_LENGTH - 3].rstrip("-")
    wanted = [key, longer, *(f"{longer}-{number}" for number in range(2, _NUMBERED_SLUGS))]
    taken = {record["slug"] for record in await fetch("SELECT slug FROM activity WHERE slug = ANY($1::text[])", wanted)}
    return next((slug for slug in wanted if slug not in taken), key)


def _taken(key: str, slug: str) -> dict[str, Exception]:
    return {
        "activity_key_once": ActivityKeyTaken(key=key, field="key"),
        "activity_slug_key": ActivitySlugTaken(slug=slug),
    }


def _values(details: ActivityDetails) -> dict[str, Any]:
    return details.model_dump() | {"wsob_function": details.wsob_function or usual_function(details.kind)}


def _given(details: ActivityDetails) -> dict[str, Any]:
    """What the details have set; a function that is left out stays what it was."""
    known = {field.name for field in fields(ActivityRow)}
    given = details.model_dump(include=details.model_fields_set & known)
    if details.wsob_function is None:
        given.pop("wsob_function", None)
    return given
