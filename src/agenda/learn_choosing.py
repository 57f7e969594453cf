"""The filters beside the catalogue: what can be chosen, with counts, and what has been. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from agenda import labels
from agenda.choosing import Option
from agenda.learn_query import FACETS, LearnQuery, Library, address
from content_links.catalogue import PackageFacets
from content_links.vocabulary import Access, CatalogueOrder, Duration, PackageKind
from events.vocabulary import TargetGroup, Theme
from web.i18n import Translator

# The sentences are keys of the catalogues.
LEGENDS: Final[Mapping[str, str]] = {
    "theme": "Subject",
    "kind": "Kind",
    "duration": "How long it takes",
    "access": "How to get in",
    "level": "Level",
    "target_group": "For whom",
    "language": "Language of the course",
}
DURATIONS: Final[Mapping[Duration, str]] = {
    Duration.QUARTER: "At most a quarter of an hour",
    Duration.HOUR: "At most an hour",
    Duration.HALF_DAY: "A few hours",
    Duration.LONGER: "Longer",
}
ORDERS: Final[Mapping[CatalogueOrder, str]] = {
    CatalogueOrder.TITLE: "From A to Z",
    CatalogueOrder.SHORTEST: "Shortest first",
    CatalogueOrder.NEWEST: "Newest first",
}
_LABELS: Final[Mapping[str, Callable[[str], str]]] = {
    "theme": lambda value: labels.THEMES[Theme(value)],
    "kind": lambda value: labels.PACKAGE_KINDS[PackageKind(value)],
    "duration": lambda value: DURATIONS[Duration(value)],
    "access": lambda value: labels.ACCESS[Access(value)],
    "target_group": lambda value: labels.TARGET_GROUPS[TargetGroup(value)],
    "language": labels.language,
    "sort": lambda value: ORDERS[CatalogueOrder(value)],
}
_IN_ORDER: Final = {"duration": [each.value for each in Duration]}


def fieldsets(facets: PackageFacets, asked: LearnQuery, words: Translator) -> list[dict[str, Any]]:
    """For the macro `filter_fieldset`; a facet with one value is no choice, unless that is chosen."""
    sets = [
        {"name": name, "legend": words.gettext(legend), "options": _options(name, facets, asked, words)}
        for name, legend in LEGENDS.items()
    ]
    return [each for each in sets if len(each["options"]) > 1 or getattr(asked, str(each["name"]))]


def chosen(asked: LearnQuery, libraries: Mapping[str, Library], words: Translator) -> list[dict[str, str]]:
    """For the macro `chosen_filters`: each choice with the address without it."""
    pairs = asked.pairs()
    return [
        {"label": _said(name, value, asked, libraries, words), "href": address(_without(pairs, name, value))}
        for name, value in pairs
        if name != "within_km"
    ]


def orders(asked: LearnQuery, words: Translator) -> list[dict[str, Any]]:
    """Options of a select."""
    return [
        {"value": order.value, "label": words.gettext(label), "chosen": order is asked.sort}
        for order, label in ORDERS.items()
    ]


def value_words(name: str, value: str, words: Translator) -> str:
    """A value of a facet as people say it."""
    return words.gettext(_LABELS[name](value)) if name in _LABELS else value


def _said(name: str, value: str, asked: LearnQuery, libraries: Mapping[str, Library], words: Translator) -> str:
    match name:
        case "q":
            return f"“{value}”"
        case "organisation":
            return libraries[value].name
        case "place":
            return words.gettext("Meet in %(place)s", place=value)
        case "near":
            return words.gettext("Meet within %(km)s km", km=f"{asked.within_km:g}")
        case "level":
            return words.gettext("Level: %(level)s", level=value)
    return value_words(name, value, words)


def _without(pairs: list[tuple[str, str]], name: str, value: str) -> list[tuple[str, str]]:
    gone = {"within_km"} if name == "near" else set()
    return [pair for pair in pairs if pair != (name, value) and pair[0] not in gone]


def _options(name: str, facets: PackageFacets, asked: LearnQuery, words: Translator) -> list[Option]:
    counts: Mapping[str, int] = getattr(facets, FACETS[name])
    picked = [str(value) for value in getattr(asked, name)]
    values = dict.fromkeys([*counts, *picked])
    if name in _IN_ORDER:
        values = {value: None for value in _IN_ORDER[name] if value in values}
    return [Option(value, value_words(name, value, words), counts.get(value, 0), value in picked) for value in values]
