"""Takes over packages that were found elsewhere: new ones are made, known ones follow what their maker changed."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from content_links.harvesting.choosing import Choices
from content_links.harvesting.errors import AddressNeeded
from content_links.harvesting.found import FoundPackage
from content_links.harvesting.units import save_units
from content_links.packaging import change_package, create_package
from content_links.queries import PackageRow, package_by_slug
from content_links.schemas import PackageDetails
from content_links.vocabulary import Access, PackageKind
from database.transaction import execute, fetch, fetch_row, fetch_value, transaction
from tabular.counting import ImportCount, Outcome

UNKNOWN_PROVIDER: Final = "Onbekend"
_SLUG_LENGTH: Final = 80
_AT_ONCE: Final = 20
# Two imports at once would both find that there is no such package yet.
_ALONE: Final = "SELECT pg_advisory_xact_lock(hashtext('content_links.harvesting'))"
_KNOWN: Final = """
SELECT slug, withdrawn_at FROM package
WHERE identifier = $1 AND source IS NOT DISTINCT FROM $2::int AND owner IS NOT DISTINCT FROM $3::int
"""
_IDENTIFY: Final = "UPDATE package SET identifier = $2, source = $3, owner = $4 WHERE id = $1"
_TAKEN: Final = "SELECT slug FROM package WHERE slug = ANY($1::text[])"
_PROVIDER: Final = "SELECT name FROM organisation WHERE id = $1"
# What was offered has ended: that is what pages, mails and feeds look at. What had ended before does not come back.
_WITHDRAW: Final = """
UPDATE package SET withdrawn_at = now(), state = CASE state WHEN 'available' THEN 'ended' ELSE state END
WHERE source = $1 AND withdrawn_at IS NULL AND state <> 'ended' AND
"""
_BACK: Final = """
UPDATE package SET withdrawn_at = NULL, state = CASE state WHEN 'ended' THEN 'available' ELSE state END WHERE id = $1
"""


async def save_packages(found: Sequence[FoundPackage], choices: Choices) -> ImportCount:
    """All of them or none, and twice is the same as once.

    A package is known by its identifier, with the same owner and from the same catalogue. What people chose about a
    known one (how to get in, its kind, themes and provider) stays.

    :raises AddressNeeded: it would be open for everybody, but nobody says where.
    """
    async with transaction():
        await execute(_ALONE)
        provider = choices.provider or (await fetch_value(_PROVIDER, choices.owner) if choices.owner else None)
        outcomes = [await _save(each, choices, provider or UNKNOWN_PROVIDER) for each in found]
        return ImportCount.of(outcomes)


async def withdraw_packages(source: int, identifiers: Sequence[str]) -> int:
    """They are no longer in the catalogue, so they are no longer offered; returns how many that is new for."""
    return int((await execute(_WITHDRAW + "identifier = ANY($2::text[])", source, list(identifiers))).split()[-1])


async def withdraw_others(source: int, identifiers: Sequence[str]) -> int:
    """As `withdraw_packages`, of all that are not named."""
    return int((await execute(_WITHDRAW + "identifier <> ALL($2::text[])", source, list(identifiers))).split()[-1])


async def known_as(found: FoundPackage, choices: Choices) -> str | None:
    """The slug of the package that saving would change; None when it would make a new one."""
    known = await fetch_row(_KNOWN, found.identifier, choices.source, choices.owner)
    return known["slug"] if known else None


async def _save(found: FoundPackage, choices: Choices, provider: str) -> Outcome:
    known = await fetch_row(_KNOWN, found.identifier, choices.source, choices.owner)
    if known is None:
        made = await create_package(details=_new(found, choices, provider, await _free_slug(found.title)))
        await execute(_IDENTIFY, made.id, found.identifier, choices.source, choices.owner)
        await save_units(made.id, found.units)
        return Outcome.CREATED
    before = await package_by_slug(known["slug"])
    after = await change_package(slug=before.slug, details=_changed(found, before))
    if known["withdrawn_at"] is not None:
        await execute(_BACK, before.id)
    units_changed = await save_units(before.id, found.units)
    is_same = after == before and not units_changed and known["withdrawn_at"] is None
    return Outcome.UNCHANGED if is_same else Outcome.CHANGED


def _new(found: FoundPackage, choices: Choices, provider: str, slug: str) -> PackageDetails:
    url = found.url or choices.url
    access = choices.access or (Access.OPEN if url else Access.IN_BRANCH)
    if access is Access.OPEN and url is None:
        raise AddressNeeded(title=found.title, field="url")
    return PackageDetails(
        slug=slug,
        title=found.title,
        summary=found.summary,
        description=found.description,
        provider=found.provider or provider,
        kind=found.kind or PackageKind.COURSE,
        access=access,
        url=url,
        themes=found.themes,
        language=found.language or choices.language,
        level=found.level,
        duration_minutes=found.duration_minutes,
    )


def _changed(found: FoundPackage, before: PackageRow) -> PackageDetails:
    """What its maker says; where that is nothing, what we know stays."""
    said: dict[str, Any] = {
        "title": found.title,
        "description": found.description,
        "summary": found.summary,
        "url": found.url,
        "language": found.language,
        "level": found.level,
        "duration_minutes": found.duration_minutes,
    }
    given = {name: value for name, value in said.items() if value}
    known = {"slug": before.slug, "provider": before.provider, "kind": before.kind, "access": before.access}
    url = {"url": before.url}
    whole = PackageDetails.model_validate(known | url | {"title": before.title} | given)
    return PackageDetails.model_construct(_fields_set=set(given), **whole.model_dump())


async def _free_slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG_LENGTH].strip("-") or "pakket"
    first = 1
    while True:
        slugs = [wanted if number == 1 else f"{wanted}-{number}" for number in range(first, first + _AT_ONCE)]
        taken = {row["slug"] for row in await fetch(_TAKEN, slugs)}
        if free := [slug for slug in slugs if slug not in taken]:
            return free[0]
        first += _AT_ONCE
