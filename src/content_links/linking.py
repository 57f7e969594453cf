"""Links packages to activities, sessions and templates."""

from collections.abc import Sequence
from typing import Any

from asyncpg import Record

from content_links.errors import AlreadyLinked, UnknownLink, UnknownLinkTarget, UnknownUnit
from content_links.licensing.policy import LinkedTo, check_licence
from content_links.queries import package_by_slug
from content_links.schemas import LinkChange, LinkDetails
from database.transaction import execute, execute_many, fetch_row, fetch_value, transaction
from database.violations import violations
from refusals import Refusal

_INSERT = """
INSERT INTO content_link (package, unit, activity, session, template, phase, release_days, required, position, note,
    lesson, hidden)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id
"""
_UPDATE = """
UPDATE content_link SET unit = $2, phase = $3, release_days = $4, required = $5, position = $6, note = $7, lesson = $8,
    hidden = $9
WHERE id = $1
"""
# A link of a published revision is nobody's to change.
_LINK = """
SELECT content_link.id, content_link.package AS package_id, package.slug AS package, unit.position AS unit,
    activity.slug AS activity, content_link.session, template.slug AS template, content_link.phase,
    content_link.release_days, content_link.required, content_link.position, content_link.note, content_link.lesson,
    content_link.hidden, content_link.activity AS activity_id, content_link.template AS template_id
FROM content_link JOIN package ON package.id = content_link.package LEFT JOIN unit ON unit.id = content_link.unit
    LEFT JOIN activity ON activity.id = content_link.activity LEFT JOIN template ON template.id = content_link.template
WHERE content_link.id = $1 AND content_link.revision IS NULL
"""
_PUBLISH = """
INSERT INTO content_link (package, unit, revision, phase, release_days, required, position, note, lesson, hidden)
SELECT package, unit, $2, phase, release_days, required, position, note, lesson, hidden
FROM content_link WHERE template = $1
"""
_TARGET = """
SELECT (SELECT id FROM activity WHERE slug = $1) AS activity, (SELECT id FROM session WHERE id = $2) AS session,
    (SELECT id FROM template WHERE slug = $3) AS template
"""


async def link_package(*, details: LinkDetails) -> int:
    """Makes a link and returns its id. The sessions that show it get a higher SEQUENCE.

    :raises UnknownPackage, UnknownUnit, UnknownLinkTarget: one end of the link does not exist.
    :raises AlreadyLinked: the same is linked there in the same phase.
    :raises NotLicensed, NeverLicensed: the organisation may not offer it, and refuses such links.
    """
    async with transaction():
        package = await package_by_slug(details.package)
        unit_id = await _unit_id(package.id, details.unit)
        activity, session, template = await _target(details)
        if not details.hidden:
            await check_licence(LinkedTo(package=package.id, activity=activity, session=session, template=template))
        with violations(_errors()):
            link_id: int = await fetch_value(_INSERT, package.id, unit_id, activity, session, template, *_plan(details))
        return link_id


async def change_link(*, link_id: int, change: LinkChange) -> LinkDetails:
    """Changes what `change` has set.

    :raises UnknownLink, UnknownUnit: it does not exist.
    :raises AlreadyLinked: the same is linked there in that phase.
    :raises ReleaseAfterSession, ReleaseBeforeSession, LessonOfOneSession: it would contradict itself.
    :raises NotLicensed, NeverLicensed: it was hidden, and the organisation may not offer it.
    """
    async with transaction():
        record = await _link(link_id)
        current = details_of(record)
        # Not model_copy, which checks nothing.
        changed = LinkDetails(**current.model_dump() | change.model_dump(include=change.model_fields_set))
        if changed == current:
            return current
        if current.hidden and not changed.hidden:
            await check_licence(_linked_to(record))
        unit_id = await _unit_id(record["package_id"], changed.unit)
        with violations(_errors()):
            await execute(_UPDATE, link_id, unit_id, *_plan(changed))
        return changed


async def link_by_id(link_id: int) -> LinkDetails:
    """:raises UnknownLink: there is no such link."""
    return details_of(await _link(link_id))


async def licence_warning(link_id: int) -> Refusal | None:
    """What is wrong with the licence for a link, which its organisation lets pass; None when nothing is.

    :raises UnknownLink: there is no such link.
    """
    record = await _link(link_id)
    return None if record["hidden"] else await check_licence(_linked_to(record))


async def order_links(link_ids: Sequence[int]) -> None:
    """Gives links their places in this order, from 0 on."""
    await execute_many(
        "UPDATE content_link SET position = $2 WHERE id = $1 AND position <> $2",
        [(link_id, position) for position, link_id in enumerate(link_ids)],
    )


async def publish_links(*, template_id: int, revision_id: int) -> None:
    """Keeps what hangs on a template now as what hangs on a published revision of it."""
    await execute(_PUBLISH, template_id, revision_id)


async def unlink_package(*, link_id: int) -> None:
    """:raises UnknownLink: there is no such link."""
    if await execute("DELETE FROM content_link WHERE id = $1 AND revision IS NULL", link_id) != "DELETE 1":
        raise UnknownLink


def details_of(record: Record) -> LinkDetails:
    """A link as people say it, from a row of this module."""
    return LinkDetails(**{name: record[name] for name in LinkDetails.model_fields})


async def _link(link_id: int) -> Record:
    record = await fetch_row(_LINK, link_id)
    if record is None:
        raise UnknownLink
    return record


def _linked_to(record: Record) -> LinkedTo:
    return LinkedTo(
        package=record["package_id"],
        activity=record["activity_id"],
        session=record["session"],
        template=record["template_id"],
    )


def _plan(details: LinkDetails) -> tuple[Any, ...]:
    return (
        details.phase,
        details.release_days,
        details.required,
        details.position,
        details.note,
        details.lesson,
        details.hidden,
    )


def _errors() -> dict[str, Exception]:
    gone = UnknownLinkTarget()
    return {
        "content_link_linked_once": AlreadyLinked(),
        **{f"content_link_{kind}_fkey": gone for kind in ("activity", "session", "template")},
    }


async def _unit_id(package_id: int, position: int | None) -> int | None:
    if position is None:
        return None
    unit_id: int | None = await fetch_value(
        "SELECT id FROM unit WHERE package = $1 AND position = $2", package_id, position
    )
    if unit_id is None:
        raise UnknownUnit(position=position, field="unit")
    return unit_id


async def _target(details: LinkDetails) -> tuple[Any, Any, Any]:
    """The ids of activity, session and template, of which one is not None."""
    record = await fetch_row(_TARGET, details.activity, details.session, details.template)
    found = (record["activity"], record["session"], record["template"]) if record else (None, None, None)
    if not any(found):
        asked = next(name for name in ("activity", "session", "template") if getattr(details, name) is not None)
        raise UnknownLinkTarget(field=asked)
    return found
