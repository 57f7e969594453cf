"""Reads templates: as their owners write them, and as they were published."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database.transaction import fetch, fetch_row
from events.templates.content import TemplateContent
from events.templates.errors import UnknownTemplate, UnknownTemplateVersion
from events.templates.schemas import TemplateDetails
from events.vocabulary import TemplateState
from places.vocabulary import OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRow:
    """A template as its owner is writing it. `published` is the newest published version, None when there is none."""

    id: int
    slug: str
    organisation_id: int
    organisation_slug: str
    organisation_name: str
    organisation_kind: OrganisationKind
    state: TemplateState
    published: int | None
    modified_at: datetime
    details: TemplateDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a template said in one version; `published_at` is aware."""

    id: int
    version: int
    content: TemplateContent
    note: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTemplate:
    """An activity whose template has a newer version than the one that was last looked at."""

    activity_slug: str
    activity_title: str
    organisation_name: str
    template_slug: str
    template_title: str
    seen: int
    newest: int


_NEWEST = "(SELECT max(version) FROM template_revision WHERE template_revision.template = template.id)"
_TEMPLATES = f"""
SELECT template.*, template.registration_policy AS registration, organisation.slug AS organisation_slug,
    organisation.name AS organisation_name, organisation.kind AS organisation_kind, {_NEWEST} AS published
FROM template JOIN organisation ON organisation.id = template.organisation
"""  # noqa: S608  constant
_REVISIONS = """
SELECT template_revision.id, template_revision.template, version, content, note, published_at FROM template_revision
"""
# The depth ends a circle that somebody made by hand in the database.
_VISIBLE = """
WITH RECURSIVE up AS (
    SELECT id, parent, 0 AS depth FROM organisation WHERE id = ANY($1::int[])
    UNION
    SELECT organisation.id, organisation.parent, up.depth + 1
    FROM organisation JOIN up ON organisation.id = up.parent WHERE up.depth < 20
)
"""
_CHANGED = """
SELECT activity.slug AS activity_slug, activity.title AS activity_title, organisation.name AS organisation_name,
    template.slug AS template_slug, template.title AS template_title, activity.template_version AS seen,
    newest.version AS newest
FROM activity JOIN organisation ON organisation.id = activity.organisation
JOIN template ON template.id = activity.template AND template.state = 'published'
JOIN LATERAL (
    SELECT max(version) AS version FROM template_revision WHERE template_revision.template = template.id
) AS newest ON newest.version > activity.template_version
WHERE activity.organisation = ANY($1::int[]) AND activity.state <> 'archived'
ORDER BY lower(activity.title), activity.id LIMIT $2
"""


async def template_by_slug(slug: str) -> TemplateRow:
    """:raises UnknownTemplate: there is none."""
    record = await fetch_row(_TEMPLATES + "WHERE template.slug = $1", slug)
    if record is None:
        raise UnknownTemplate(field="template")
    return _template(record)


async def visible_templates(organisation_ids: Sequence[int]) -> list[TemplateRow]:
    """What these organisations and those above them publish, and all that they write themselves, by title."""
    sql = f"""{_VISIBLE} {_TEMPLATES} WHERE template.organisation IN (SELECT id FROM up)
        AND (template.state = 'published' OR template.organisation = ANY($1::int[]))
        ORDER BY lower(template.title), template.id"""  # noqa: S608  constant
    return [_template(record) for record in await fetch(sql, list(organisation_ids))]


async def is_visible(template: TemplateRow, organisation_ids: Sequence[int]) -> bool:
    """Whether it is of these organisations, or of one above them and published or adopted here."""
    sql = f"""{_VISIBLE} SELECT template.id FROM template WHERE template.id = $2
        AND template.organisation IN (SELECT id FROM up)
        AND (template.state = 'published' OR template.organisation = ANY($1::int[]) OR EXISTS (
            SELECT FROM activity WHERE activity.template = $2 AND activity.organisation = ANY($1::int[])))"""  # noqa: S608  constant
    return await fetch_row(sql, list(organisation_ids), template.id) is not None


async def revisions_of(template_id: int) -> list[Revision]:
    """All published versions, the newest first."""
    sql = _REVISIONS + "WHERE template_revision.template = $1 ORDER BY version DESC"
    return [_revision(record) for record in await fetch(sql, template_id)]


async def revision(template_id: int, version: int | None = None) -> Revision:
    """A published version, or the newest one.

    :raises UnknownTemplateVersion: there is none.
    """
    sql = (
        _REVISIONS
        + """WHERE template_revision.template = $1 AND ($2::int IS NULL OR version = $2)
        ORDER BY version DESC LIMIT 1"""
    )
    record = await fetch_row(sql, template_id, version)
    if record is None:
        raise UnknownTemplateVersion(version=version or 1, field="version")
    return _revision(record)


async def newest_revisions(template_ids: Sequence[int]) -> dict[int, Revision]:
    """The newest published version of each template that has one, in one query."""
    sql = f"""SELECT DISTINCT ON (newest.template) newest.* FROM ({_REVISIONS}) AS newest
        WHERE newest.template = ANY($1::int[]) ORDER BY newest.template, newest.version DESC"""  # noqa: S608  constant
    return {record["template"]: _revision(record) for record in await fetch(sql, list(template_ids))}


async def changed_templates(organisation_ids: Sequence[int], *, limit: int = 200) -> list[ChangedTemplate]:
    """The activities of these organisations whose published template has changed since they last looked, by title."""
    return [ChangedTemplate(**record) for record in await fetch(_CHANGED, list(organisation_ids), limit)]


def _template(record: Mapping[str, Any]) -> TemplateRow:
    return TemplateRow(
        id=record["id"],
        slug=record["slug"],
        organisation_id=record["organisation"],
        organisation_slug=record["organisation_slug"],
        organisation_name=record["organisation_name"],
        organisation_kind=OrganisationKind(record["organisation_kind"]),
        state=TemplateState(record["state"]),
        published=record["published"],
        modified_at=record["modified_at"],
        details=TemplateDetails(**{name: record[name] for name in TemplateDetails.model_fields}),
    )


def _revision(record: Mapping[str, Any]) -> Revision:
    return Revision(
        id=record["id"],
        version=record["version"],
        content=TemplateContent(**json.loads(record["content"])),
        note=record["note"],
        published_at=record["published_at"],
    )
