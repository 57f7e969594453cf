"""Activities and packages with labels that say what fits what, and how well a ranking of them does."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content_links.packaging import add_unit, create_package
from content_links.schemas import PackageDetails, UnitDetails
from content_links.suggesting.counting_words import count_words
from content_links.vocabulary import Access, PackageKind
from database.transaction import fetch, transaction
from events.creating import create_activity
from events.schemas import ActivityDetails
from events.vocabulary import RegistrationPolicy
from places.organising import create_organisation
from places.schemas import OrganisationDetails
from places.vocabulary import OrganisationKind

LABELLED: dict[str, Any] = tomllib.loads((Path(__file__).parent / "labelled.toml").read_text())
FITTING: Mapping[str, frozenset[str]] = {
    activity["key"]: frozenset(activity["fits"]) for activity in LABELLED["activities"]
}


@dataclass(frozen=True)
class Quality:
    """Over all that was asked about, of the first three suggestions for each.

    :ivar precision: the part of what is suggested that fits.
    :ivar recall: the part found of what fits, three at most.
    """

    precision: float
    recall: float
    wrong: Sequence[tuple[str, str]]
    missed: Sequence[tuple[str, str]]


async def seed_labelled() -> tuple[dict[str, int], dict[str, int]]:
    """One library with all of it; returns the ids of activities by key, and of packages by slug."""
    async with transaction():
        library = OrganisationDetails(slug="lab", name="Bibliotheek", kind=OrganisationKind.LIBRARY)
        await create_organisation(details=library)
        for package in LABELLED["packages"]:
            await create_package(details=_package(package))
            for position, title in enumerate(package.get("units", ()), start=1):
                await add_unit(package_slug=package["slug"], details=UnitDetails(position=position, title=title))
        for activity in LABELLED["activities"]:
            await create_activity(
                organisation_slug="lab", details=_activity(activity), aliases=activity.get("aliases", ())
            )
        await count_words()
    activities = await fetch("SELECT key, id FROM activity")
    packages = await fetch("SELECT slug, id FROM package")
    return {row["key"]: row["id"] for row in activities}, {row["slug"]: row["id"] for row in packages}


def measure(suggested: Mapping[str, Sequence[str]], fitting: Mapping[str, frozenset[str]]) -> Quality:
    first = {asked: list(names[:3]) for asked, names in suggested.items()}
    shown = [(asked, name) for asked, names in first.items() for name in names]
    right = [(asked, name) for asked, name in shown if name in fitting[asked]]
    findable = sum(min(3, len(names)) for names in fitting.values())
    return Quality(
        precision=len(right) / len(shown),
        recall=len(right) / findable,
        wrong=[pair for pair in shown if pair not in right],
        missed=[
            (asked, name)
            for asked, names in fitting.items()
            for name in sorted(names - set(first[asked]))
            if len(names & set(first[asked])) < min(3, len(names))
        ],
    )


def _package(values: Mapping[str, Any]) -> PackageDetails:
    return PackageDetails(
        slug=values["slug"],
        title=values["title"],
        summary=values["summary"],
        provider="Oefenplein",
        kind=PackageKind.COURSE,
        access=Access.OPEN,
        url="https://oefenplein.example/",
        themes=values["themes"],
        target_groups=values["for"],
        language=values.get("language", "nl"),
        level=values.get("level", ""),
    )


def _activity(values: Mapping[str, Any]) -> ActivityDetails:
    return ActivityDetails(
        key=values["key"],
        title=values["title"],
        summary=values["summary"],
        kind=values["kind"],
        form=values["form"],
        registration=RegistrationPolicy.NONE,
        themes=values["themes"],
        target_groups=values["for"],
        language=values.get("language", "nl"),
        entry_level=values.get("level", ""),
    )
