"""Makes, changes, publishes and withdraws templates."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from database.transaction import execute, fetch_row, fetch_value, transaction
from database.violations import violations
from events.creating_errors import MoreStaffAtLeast
from events.templates.content import LinkedContent, TemplateContent
from events.templates.errors import (
    NotAPublisher,
    NothingChanged,
    TemplateChangedMeanwhile,
    TemplateSlugTaken,
    UnknownTemplate,
)
from events.templates.reading import Revision, TemplateRow, newest_revisions, revision, template_by_slug
from events.templates.schemas import TemplateDetails
from events.vocabulary import TemplateState
from places.queries import organisation_by_slug
from places.vocabulary import OrganisationKind

PUBLISHERS = frozenset({OrganisationKind.NATIONAL, OrganisationKind.PROVINCIAL})
_NAMES = tuple(TemplateDetails.model_fields)
_COLUMNS = tuple("registration_policy" if name == "registration" else name for name in _NAMES)
_INSERT = f"""
INSERT INTO template (organisation, slug, state, {", ".join(_COLUMNS)})
VALUES ($1, $2, 'draft', {", ".join(f"${number}" for number in range(3, len(_COLUMNS) + 3))})
"""  # noqa: S608  names of columns
_UPDATE = f"""
UPDATE template SET {", ".join(f"{name} = ${number}" for number, name in enumerate(_COLUMNS, start=2))},
    modified_at = clock_timestamp()
WHERE id = $1
"""  # noqa: S608  names of columns
_STATE = "UPDATE template SET state = $2, version = $3, modified_at = clock_timestamp() WHERE id = $1"
_REVISION = """
INSERT INTO template_revision (template, version, content, note) VALUES ($1, $2, $3, $4) RETURNING id
"""


async def create_template(*, organisation_slug: str, slug: str, details: TemplateDetails) -> TemplateRow:
    """Begins a template; nobody else sees it until it is published.

    :raises UnknownOrganisation: there is no such organisation.
    :raises NotAPublisher: it is a library or a partner.
    :raises TemplateSlugTaken: there is one with this slug.
    """
    async with transaction():
        organisation = await organisation_by_slug(organisation_slug)
        if organisation.kind not in PUBLISHERS:
            raise NotAPublisher(field="organisation")
        with violations({"template_slug_key": TemplateSlugTaken(slug=slug, field="slug")}):
            await execute(_INSERT, organisation.id, slug, *_values(details))
        return await template_by_slug(slug)


async def change_template(*, slug: str, changes: dict[str, Any], seen: datetime | None = None) -> TemplateRow:
    """Changes what is in `changes` and leaves the rest; who adopted it sees nothing until it is published anew.

    :param changes: values by the names of `TemplateDetails`.
    :param seen: `modified_at` of the template that the changes are based on.
    :raises UnknownTemplate: there is none.
    :raises TemplateChangedMeanwhile: it is not like that any more.
    :raises MoreStaffAtLeast: together with what it says already it makes no sense.
    """
    async with transaction():
        current = await lock_template(slug)
        if seen is not None and seen != current.modified_at:
            raise TemplateChangedMeanwhile
        details = _changed(current.details, changes)
        if details != current.details:
            await execute(_UPDATE, current.id, *_values(details))
        return await template_by_slug(slug)


async def publish_template(*, slug: str, links: Sequence[LinkedContent], note: str = "") -> Revision:
    """Shows everybody below the organisation what the template says now, as a new version.

    A withdrawn template that says the same as before is shown again as it was.

    :param links: the e-content that hangs on it now.
    :param note: says to who adopted it what has changed.
    :raises UnknownTemplate: there is none.
    :raises NothingChanged: this is what is published already.
    """
    async with transaction():
        template = await lock_template(slug)
        content = TemplateContent(**template.details.model_dump(), links=tuple(links))
        newest = (await newest_revisions([template.id])).get(template.id)
        if newest is not None and newest.content == content:
            return await _publish_again(template, newest)
        version = newest.version + 1 if newest else 1
        await execute(_STATE, template.id, TemplateState.PUBLISHED, version)
        await fetch_value(_REVISION, template.id, version, content.model_dump_json(), note)
        return await revision(template.id, version)


async def withdraw_template(*, slug: str) -> None:
    """Offers the template no longer; what was adopted goes on. A second time changes nothing.

    :raises UnknownTemplate: there is none.
    """
    async with transaction():
        template = await lock_template(slug)
        if template.state == TemplateState.PUBLISHED:
            await execute(_STATE, template.id, TemplateState.WITHDRAWN, template.published or 1)


async def lock_template(slug: str) -> TemplateRow:
    """:raises UnknownTemplate: there is none."""
    if await fetch_row("SELECT FROM template WHERE slug = $1 FOR NO KEY UPDATE", slug) is None:
        raise UnknownTemplate(field="template")
    return await template_by_slug(slug)


async def _publish_again(template: TemplateRow, newest: Revision) -> Revision:
    if template.state == TemplateState.PUBLISHED:
        raise NothingChanged(version=newest.version)
    await execute(_STATE, template.id, TemplateState.PUBLISHED, newest.version)
    return newest


def _changed(details: TemplateDetails, changes: dict[str, Any]) -> TemplateDetails:
    values = details.model_dump() | changes
    if values["staff_max"] is not None and values["staff_max"] < values["staff_min"]:
        raise MoreStaffAtLeast(field="staff_max")
    return TemplateDetails(**values)


def _values(details: TemplateDetails) -> list[Any]:
    return list(json.loads(details.model_dump_json()).values())
