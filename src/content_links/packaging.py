"""Makes and changes e-content packages."""

from dataclasses import replace

from content_links.errors import PackageSlugTaken, UnitPositionTaken, UnknownPackage
from content_links.procuring.errors import StateIsOfCommittee
from content_links.queries import PackageRow, UnitRow, package_by_slug
from content_links.schemas import PackageChange, PackageDetails, UnitDetails
from database.transaction import execute, fetch_value, transaction
from database.violations import violations

_INSERT = """
INSERT INTO package (slug, title, summary, description, provider, kind, access, url, themes, target_groups, language,
    level, duration_minutes, state, access_note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id
"""
_UPDATE = """
UPDATE package SET slug = $2, title = $3, summary = $4, description = $5, provider = $6, kind = $7, access = $8,
    url = $9, themes = $10, target_groups = $11, language = $12, level = $13, duration_minutes = $14, state = $15,
    access_note = $16
WHERE id = $1
"""


async def create_package(*, details: PackageDetails) -> PackageRow:
    """:raises PackageSlugTaken: there is one with this slug."""
    package = PackageRow(id=0, **details.model_dump())
    async with transaction():
        with violations(_taken(details)):
            package_id = await fetch_value(_INSERT, *_columns(package))
        return replace(package, id=package_id)


async def change_package(*, slug: str, details: PackageDetails | PackageChange) -> PackageRow:
    """Changes what `details` has set and leaves the rest; touches nothing when nothing differs.

    A visible change raises the SEQUENCE of the sessions that show the package.

    :raises UnknownPackage: there is no such package.
    :raises PackageSlugTaken: another package has the new slug.
    :raises StateIsOfCommittee: it would move in procurement, which content_links.procuring does.
    :raises pydantic.ValidationError: it would contradict itself, such as an open package without an address.
    """
    async with transaction():
        if await fetch_value("SELECT id FROM package WHERE slug = $1 FOR UPDATE", slug) is None:
            raise UnknownPackage(slug=slug, field="package")
        current = await package_by_slug(slug)
        changed = replace(current, **details.model_dump(include=details.model_fields_set))
        if changed != current:
            whole = PackageDetails(**{name: getattr(changed, name) for name in PackageDetails.model_fields})
            with violations(_taken(whole)):
                await execute(_UPDATE, current.id, *_columns(changed))
        return changed


async def add_unit(*, package_slug: str, details: UnitDetails) -> UnitRow:
    """Adds a part that can be linked to by itself.

    :raises UnknownPackage: there is no such package.
    :raises UnitPositionTaken: the package has a part at this position.
    """
    sql = "INSERT INTO unit (package, position, title, url) VALUES ($1, $2, $3, $4) RETURNING id"
    taken = UnitPositionTaken(position=details.position, field="position")
    async with transaction():
        package = await package_by_slug(package_slug)
        with violations({"unit_position_once": taken}):
            unit_id = await fetch_value(sql, package.id, details.position, details.title, details.url)
        return UnitRow(id=unit_id, **details.model_dump())


def _taken(details: PackageDetails) -> dict[str, Exception]:
    return {
        "package_slug_key": PackageSlugTaken(slug=details.slug, field="slug"),
        "package_state_of_committee": StateIsOfCommittee(field="state"),
    }


def _columns(package: PackageRow) -> tuple[object, ...]:
    return (
        package.slug,
        package.title,
        package.summary,
        package.description,
        package.provider,
        package.kind,
        package.access,
        package.url,
        list(package.themes),
        list(package.target_groups),
        package.language,
        package.level,
        package.duration_minutes,
        package.state,
        package.access_note,
    )
