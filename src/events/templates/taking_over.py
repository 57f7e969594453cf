"""What an adopted activity has, what its template says by now, and taking that over field by field."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from database.transaction import execute, fetch_row, transaction
from events.creating import change_activity
from events.errors import UnknownActivity
from events.schemas import ActivityDetails
from events.templates.adopting import SHARED
from events.templates.content import LINKS, OF_AN_ACTIVITY, Difference, LinkedContent, differences
from events.templates.errors import NotADifference, NotAdopted
from events.templates.reading import Revision, revision

_ADOPTED = """
SELECT activity.*, activity.registration_policy AS registration, template.slug AS template_slug,
    template.title AS template_title, template.state AS template_state,
    (SELECT max(version) FROM template_revision WHERE template_revision.template = template.id) AS newest
FROM activity LEFT JOIN template ON template.id = activity.template WHERE activity.slug = $1
"""
_SEEN = "UPDATE activity SET template_version = $2 WHERE id = $1 AND template_version < $2"
_INHERIT = "UPDATE activity SET inherits_from = $2 WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedActivity:
    """An activity that comes from a template.

    :ivar seen: the version that was last looked at; `newest` is the last published one.
    :ivar own: what it has, by the names of `OF_AN_ACTIVITY` without the links.
    """

    id: int
    slug: str
    title: str
    organisation_id: int
    template_id: int
    template_slug: str
    template_title: str
    template_state: str
    seen: int
    newest: int
    own: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a template differs from when an activity last looked at it."""

    then: Revision
    now: Revision
    differences: list[Difference]


async def adopted_activity(slug: str) -> AdoptedActivity:
    """:raises UnknownActivity: there is none.
    :raises NotAdopted: it does not come from a template that was ever published.
    """
    record = await fetch_row(_ADOPTED, slug)
    if record is None:
        raise UnknownActivity(field="activity")
    if record["newest"] is None or record["template_version"] is None:
        raise NotAdopted
    return AdoptedActivity(
        id=record["id"],
        slug=record["slug"],
        title=record["title"],
        organisation_id=record["organisation"],
        template_id=record["template"],
        **{f"template_{name}": record[f"template_{name}"] for name in ("slug", "title", "state")},
        seen=record["template_version"],
        newest=record["newest"],
        own={name: record[name] for name in OF_AN_ACTIVITY if name != LINKS},
    )


async def compare(activity: AdoptedActivity, own_links: Sequence[LinkedContent]) -> Comparison:
    """What the template has changed since somebody of the library last looked at it.

    :param own_links: the e-content that the activity shows, inherited or not.
    """
    then = await revision(activity.template_id, activity.seen)
    now = await revision(activity.template_id, activity.newest)
    own = activity.own | {LINKS: tuple(own_links)}
    return Comparison(then, now, differences(then.content, now.content, own))


async def take_over(*, slug: str, fields: Collection[str], version: int) -> None:
    """Gives the activity what this version of its template says in these fields, and no others.

    From now on the version counts as looked at, also with no fields at all. E-content that the library has linked to
    the activity itself stays beside that of the template.

    :raises UnknownActivity, NotAdopted, UnknownTemplateVersion: there is nothing to take over.
    :raises NotADifference: activities have no such field.
    :raises FormFixed: people have signed up in a way that the new form does not know.
    """
    async with transaction():
        activity = await adopted_activity(slug)
        unknown = next((name for name in fields if name not in OF_AN_ACTIVITY), None)
        if unknown is not None:
            raise NotADifference(name=unknown, field="fields")
        taken = await revision(activity.template_id, version)
        await _take_words(activity, taken, set(fields) & set(SHARED))
        if LINKS in fields:
            await execute(_INHERIT, activity.id, taken.id)
        await execute(_SEEN, activity.id, version)


async def _take_words(activity: AdoptedActivity, taken: Revision, fields: set[str]) -> None:
    if fields:
        values = taken.content.model_dump(include=fields)
        # Only what is in `fields` counts, and that has been checked when the template was written.
        details = ActivityDetails.model_construct(_fields_set=fields, **values)
        await change_activity(slug=activity.slug, details=details)
