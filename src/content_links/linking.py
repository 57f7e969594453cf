"""Links packages to activities, sessions and templates."""

from content_links.errors import AlreadyLinked, UnknownLink, UnknownLinkTarget, UnknownUnit
from content_links.queries import package_by_slug
from content_links.schemas import LinkDetails
from database.transaction import execute, fetch_row, fetch_value, transaction
from database.violations import violations

_INSERT = """
INSERT INTO content_link (package, unit, activity, session, template, phase, release_days, required, position, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
"""
_PUBLISH = """
INSERT INTO content_link (package, unit, revision, phase, release_days, required, position, note, lesson, hidden)
SELECT package, unit, $2, phase, release_days, required, position, note, lesson, hidden FROM content_link WHERE template = $1
"""
_TARGET = """
SELECT (SELECT id FROM activity WHERE slug = $1) AS activity, (SELECT id FROM session WHERE id = $2) AS session,
    (SELECT id FROM template WHERE slug = $3) AS template
"""


async def link_package(*, details: LinkDetails) -> int:
    """Makes a link and returns its id. The sessions that show it get a higher SEQUENCE.

    :raises UnknownPackage, UnknownUnit, UnknownLinkTarget: one end of the link does not exist.
    :raises AlreadyLinked: the same is linked there in the same phase.
    """
    gone = UnknownLinkTarget()
    errors: dict[str, Exception] = {
        "content_link_linked_once": AlreadyLinked(),
        **{f"content_link_{kind}_fkey": gone for kind in ("activity", "session", "template")},
    }
    async with transaction():
        package = await package_by_slug(details.package)
        unit_id = await _unit_id(package.id, details.unit) if details.unit is not None else None
        target = await _target(details)
        plan = (details.phase, details.release_days, details.required, details.position, details.note)
        with violations(errors):
            link_id: int = await fetch_value(_INSERT, package.id, unit_id, *target, *plan)
        return link_id


async def publish_links(*, template_id: int, revision_id: int) -> None:
    """Keeps what hangs on a template now as what hangs on a published revision of it."""
    await execute(_PUBLISH, template_id, revision_id)


async def unlink_package(*, link_id: int) -> None:
    """:raises UnknownLink: there is no such link."""
    if await execute("DELETE FROM content_link WHERE id = $1", link_id) != "DELETE 1":
        raise UnknownLink


async def _unit_id(package_id: int, position: int) -> int:
    unit_id: int | None = await fetch_value(
        "SELECT id FROM unit WHERE package = $1 AND position = $2", package_id, position
    )
    if unit_id is None:
        raise UnknownUnit(position=position, field="unit")
    return unit_id


async def _target(details: LinkDetails) -> tuple[object, ...]:
    """The ids of activity, session and template, of which one is not None."""
    record = await fetch_row(_TARGET, details.activity, details.session, details.template)
    found = tuple(record.values()) if record else ()
    if not any(found):
        asked = next(name for name in ("activity", "session", "template") if getattr(details, name) is not None)
        raise UnknownLinkTarget(field=asked)
    return found
