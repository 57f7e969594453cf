"""The catalogue of e-content: every package with how long it takes, how to get in and where to meet."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.types import ControllerRouterHandler
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agenda import labels
from agenda.choosing import Option
from agenda.package_meetings import meetings_of_packages
from agenda.package_words import MEETINGS_ON_CARD, card
from content_links.catalogue import PackageFacets, PackageFilters, list_packages, package_facets
from content_links.vocabulary import Access, PackageKind
from events.vocabulary import Theme
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.templating import page

PAGE_SIZE: Final = 24
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]


class LearnQuery(BaseModel):
    """What the catalogue can be asked for; `after` is where a page begins."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Text = ""
    theme: tuple[Theme, ...] = Field(default=(), max_length=20)
    kind: tuple[PackageKind, ...] = Field(default=(), max_length=20)
    access: tuple[Access, ...] = Field(default=(), max_length=20)
    language: tuple[Text, ...] = Field(default=(), max_length=20)
    after: Text | None = None

    def filters(self) -> PackageFilters:
        return PackageFilters(q=self.q, themes=self.theme, kinds=self.kind, access=self.access, languages=self.language)

    def pairs(self) -> list[tuple[str, str]]:
        """The choice as a query, without the page."""
        chosen = [(name, str(value)) for name in FACETS for value in getattr(self, name)]
        return ([("q", self.q)] if self.q else []) + chosen


FACETS: Final[Mapping[str, str]] = {"theme": "themes", "kind": "kinds", "access": "access", "language": "languages"}
"""The name in the address -> that of PackageFacets."""


@get("/learn")
async def learn_page(request: AnyRequest) -> Response[bytes]:
    """:raises pydantic.ValidationError: an unknown parameter or value."""
    words = translator_of(request)
    asked = read_query(request.query_params.multi_items())
    packages = await list_packages(asked.filters(), limit=PAGE_SIZE, cursor=asked.after)
    facets = await package_facets(asked.filters())
    now = datetime.now(UTC)
    meetings = await meetings_of_packages([each.id for each in packages.items], now, limit=MEETINGS_ON_CARD)
    context = {
        "section": "learn",
        "q": asked.q,
        "cards": [card(package, meetings[package.id], words) for package in packages.items],
        "fieldsets": fieldsets(facets, asked, words),
        "chosen": chosen(asked, words),
        "next_href": _href([*asked.pairs(), ("after", packages.next)]) if packages.next else "",
        "first_href": _href(asked.pairs()) if asked.after else "",
    }
    return page(request, "agenda/learn.html", context)


def read_query(pairs: Iterable[tuple[str, str]]) -> LearnQuery:
    """Empty values, as a form sends for a field left open, are left out."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        if value.strip() and name in FACETS:
            values.setdefault(name, []).append(value)
        elif value.strip():
            values[name] = value
    return LearnQuery.model_validate(values)


def fieldsets(facets: PackageFacets, asked: LearnQuery, words: Translator) -> list[dict[str, Any]]:
    """For the macro `filter_fieldset`; a facet with one value is no choice, unless that is chosen."""
    legends = {
        "theme": words.gettext("Subject"),
        "kind": words.gettext("Kind"),
        "access": words.gettext("How to get in"),
        "language": words.gettext("Language of the course"),
    }
    sets = [
        {"name": name, "legend": legend, "options": _options(name, getattr(facets, FACETS[name]), asked, words)}
        for name, legend in legends.items()
    ]
    return [each for each in sets if len(each["options"]) > 1 or getattr(asked, str(each["name"]))]


def chosen(asked: LearnQuery, words: Translator) -> list[dict[str, str]]:
    """For the macro `chosen_filters`: each choice with the address without it."""
    pairs = asked.pairs()
    return [
        {"label": value_words(name, value, words), "href": _href([pair for pair in pairs if pair != (name, value)])}
        for name, value in pairs
    ]


def value_words(name: str, value: str, words: Translator) -> str:
    """A value of a facet as people say it."""
    match name:
        case "theme":
            return words.gettext(labels.THEMES[Theme(value)])
        case "kind":
            return words.gettext(labels.PACKAGE_KINDS[PackageKind(value)])
        case "access":
            return words.gettext(labels.ACCESS[Access(value)])
        case "language":
            return words.gettext(labels.language(value))
    return f"“{value}”"


def _options(name: str, counts: Mapping[str, int], asked: LearnQuery, words: Translator) -> list[Option]:
    picked = [str(value) for value in getattr(asked, name)]
    return [
        Option(value, value_words(name, value, words), counts.get(value, 0), value in picked)
        for value in dict.fromkeys([*counts, *picked])
    ]


def _href(pairs: Sequence[tuple[str, str]]) -> str:
    return f"/learn?{urlencode(pairs)}" if pairs else "/learn"


ROUTES: Final[Sequence[ControllerRouterHandler]] = [learn_page]
