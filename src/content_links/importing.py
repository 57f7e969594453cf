"""Imports e-content packages from CSV: all of a file or nothing, and twice is the same as once."""

from content_links.packaging import change_package, create_package
from content_links.queries import PackageRow, packages_by_slugs
from content_links.schemas import PackageDetails
from database.transaction import transaction
from tabular.counting import ImportCount, Outcome
from tabular.doubles import doubled_lines
from tabular.errors import BadLines, on_line
from tabular.reading import Source, read_rows


async def import_packages(source: Source) -> ImportCount:
    """Adds and changes packages; what is not in the file stays as it is.

    The columns are the fields of PackageDetails. `slug` says which package a line is about; a column that the file does
    not have leaves what is known.

    :raises UnusableFile: the file cannot be read; with what is wrong in which line it is a BadLines.
    """
    rows = read_rows(source, PackageDetails)
    if doubled := doubled_lines("slug", ((each.line, each.row.slug) for each in rows)):
        raise BadLines(doubled)
    async with transaction():
        known = await packages_by_slugs([each.row.slug for each in rows])
        outcomes = []
        for each in rows:
            with on_line(each.line):
                outcomes.append(await _save(each.row, known.get(each.row.slug)))
        return ImportCount.of(outcomes)


async def _save(details: PackageDetails, known: PackageRow | None) -> Outcome:
    if known is None:
        await create_package(details=details)
        return Outcome.CREATED
    changed = await change_package(slug=known.slug, details=details)
    return Outcome.UNCHANGED if changed == known else Outcome.CHANGED
