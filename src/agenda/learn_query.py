"""What the catalogue of e-content can be asked for: the same parameters for the page and the API."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agenda.conditions import UnknownValue
from agenda.filters import Coordinates, PlaceName, Slug
from agenda.package_meetings import Near
from content_links.catalogue import PackageFilters
from content_links.vocabulary import Access, CatalogueOrder, Duration, PackageKind
from database.transaction import fetch
from events.vocabulary import TargetGroup, Theme

PATH: Final = "/learn"
MOST_VALUES: Final = 20
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
_ORGANISATIONS: Final = "SELECT id, slug, name FROM organisation WHERE slug = ANY($1::text[])"


class LearnQuery(BaseModel):
    """`organisation` asks for what these libraries may offer, and for meetings of theirs; `place` and `near` (latitude
    and longitude, WGS 84, with `within_km`) only for meetings there. `after` is where a page begins.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Text = ""
    theme: tuple[Theme, ...] = Field(default=(), max_length=MOST_VALUES)
    kind: tuple[PackageKind, ...] = Field(default=(), max_length=MOST_VALUES)
    access: tuple[Access, ...] = Field(default=(), max_length=MOST_VALUES)
    target_group: tuple[TargetGroup, ...] = Field(default=(), max_length=MOST_VALUES)
    level: tuple[Text, ...] = Field(default=(), max_length=MOST_VALUES)
    duration: tuple[Duration, ...] = Field(default=(), max_length=MOST_VALUES)
    language: tuple[Text, ...] = Field(default=(), max_length=MOST_VALUES)
    organisation: tuple[Slug, ...] = Field(default=(), max_length=MOST_VALUES)
    place: tuple[PlaceName, ...] = Field(default=(), max_length=MOST_VALUES)
    near: Coordinates | None = None
    within_km: float = Field(default=10, gt=0, le=500)
    sort: CatalogueOrder = CatalogueOrder.TITLE
    after: Text | None = None

    def filters(self, libraries: Mapping[str, "Library"], day: date) -> PackageFilters:
        """:param libraries: those asked for, by slug."""
        return PackageFilters(
            q=self.q,
            themes=self.theme,
            kinds=self.kind,
            access=self.access,
            target_groups=self.target_group,
            levels=self.level,
            durations=self.duration,
            languages=self.language,
            organisations=[library.id for library in libraries.values()],
            offered_on=day,
            order=self.sort,
        )

    def nearby(self, libraries: Mapping[str, "Library"]) -> Near:
        """Where to meet."""
        organisations = [library.id for library in libraries.values()]
        return Near(point=self.near, within_km=self.within_km, places=self.place, organisations=organisations)

    def pairs(self) -> list[tuple[str, str]]:
        """The choice as a query, without the page."""
        chosen = [(name, str(value)) for name in REPEATED for value in getattr(self, name)]
        near = [("near", ",".join(f"{degrees:g}" for degrees in self.near))] if self.near else []
        radius = [("within_km", f"{self.within_km:g}")] if self.near and self.within_km != _USUAL_RADIUS else []
        order = [("sort", str(self.sort))] if self.sort is not CatalogueOrder.TITLE else []
        return ([("q", self.q)] if self.q else []) + chosen + near + radius + order


@dataclass(frozen=True, slots=True)
class Library:
    """An organisation by id, and by name for the reader."""

    id: int
    name: str


FACETS: Final[Mapping[str, str]] = {
    "theme": "themes",
    "kind": "kinds",
    "duration": "durations",
    "access": "access",
    "level": "levels",
    "target_group": "target_groups",
    "language": "languages",
}
"""The name in the address -> that of PackageFacets."""
REPEATED: Final = (*FACETS, "organisation", "place")
WHERE: Final = frozenset({"organisation", "place", "near", "within_km"})
"""What says where somebody wants to meet."""
_USUAL_RADIUS: Final = 10


def read_query(pairs: Iterable[tuple[str, str]]) -> LearnQuery:
    """Empty values, as a form sends for a field left open, are left out.

    :raises pydantic.ValidationError: an unknown parameter or value.
    """
    values: dict[str, Any] = {}
    for name, value in pairs:
        if value.strip() and name in REPEATED:
            values.setdefault(name, []).append(value)
        elif value.strip():
            values[name] = value
    return LearnQuery.model_validate(values)


async def libraries_of(slugs: Sequence[str]) -> dict[str, Library]:
    """By slug; asks the database only when there are any.

    :raises UnknownValue: one of them does not exist.
    """
    if not slugs:
        return {}
    found = {row["slug"]: Library(row["id"], row["name"]) for row in await fetch(_ORGANISATIONS, list(slugs))}
    for slug in slugs:
        if slug not in found:
            raise UnknownValue(field="organisation", value=slug)
    return found


def address(pairs: Sequence[tuple[str, str]]) -> str:
    return f"{PATH}?{urlencode(pairs)}" if pairs else PATH
