"""The filters beside the agenda: what can be chosen, with counts, and what has been. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from agenda import labels
from agenda.addresses import AgendaView, same_view
from agenda.facets import Choice, Facets
from agenda.filters import AgendaFilters
from events.vocabulary import ActivityKind, Delivery, Form, TargetGroup, Theme
from web.dates import full_day_in_words
from web.i18n import Translator


class Option(NamedTuple):
    """As the macro `filter_fieldset` takes it, by position."""

    value: str
    label: str
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A fieldset of options; `legend` is in the reader's language."""

    name: str
    legend: str
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice and the address without it."""

    label: str
    href: str


# In the order of the page; the sentences are keys of the catalogues.
LEGENDS: Final[Mapping[str, str]] = {
    "theme": "About what",
    "kind": "What kind",
    "place": "Town or village",
    "location": "Where",
    "target_group": "For whom",
    "form": "How you take part",
    "delivery": "On location or online",
    "language": "Language spoken",
    "organisation": "Which library",
}
_LABELS: Final[Mapping[str, Callable[[str], str]]] = {
    "theme": lambda value: labels.THEMES[Theme(value)],
    "kind": lambda value: labels.KINDS[ActivityKind(value)],
    "target_group": lambda value: labels.TARGET_GROUPS[TargetGroup(value)],
    "form": lambda value: labels.FORMS[Form(value)],
    "delivery": lambda value: labels.DELIVERIES[Delivery(value)],
    "language": labels.language,
}
_WORDED: Final[Mapping[str, str]] = {
    "free": "Free of charge",
    "open": "With places left",
    "near": "Near %(value)s",
    "within_km": "Within %(value)s km",
    "from": "From %(value)s",
    "until": "Until %(value)s",
    "package": "Goes with %(value)s",
    "q": "“%(value)s”",
}


def groups_of(filters: AgendaFilters, facets: Facets, words: Translator) -> list[Group]:
    """The fieldsets with something to choose; what is chosen is there even when nothing fits it."""
    groups = [_group(name, filters, facets, words) for name in LEGENDS]
    return [group for group in groups if len(group.options) > 1 or any(option.chosen for option in group.options)]


def _group(name: str, filters: AgendaFilters, facets: Facets, words: Translator) -> Group:
    chosen = [str(value) for value in getattr(filters, name)]
    counted = [choice for choice in facets.choices.get(name, []) if choice.value]
    missing = set(chosen) - {choice.value for choice in counted}
    choices = [*counted, *(Choice(value, value, 0) for value in chosen if value in missing)]
    options = [
        Option(value, _label(name, value, named, words), sessions, value in chosen)
        for value, named, sessions in choices
    ]
    return Group(name, words.gettext(LEGENDS[name]), options)


@lru_cache(maxsize=4096)
def _label(name: str, value: str, named: str, words: Translator) -> str:
    """A value of a closed list in words, else the name that it has itself."""
    return words.gettext(_LABELS[name](value)) if name in _LABELS else named or value


def chosen_of(filters: AgendaFilters, view: AgendaView, facets: Facets, words: Translator) -> list[Chosen]:
    """Everything that is asked for, each with the way to ask for it no more."""
    return [
        Chosen(_said(name, value, filters, facets, words), same_view(filters.without(name, value), view))
        for name, value in filters.pairs()
        if name != "within_km" or filters.near
    ]


def _said(name: str, value: str, filters: AgendaFilters, facets: Facets, words: Translator) -> str:
    if name in LEGENDS:
        named = {choice.value: choice.name for choice in facets.choices.get(name, [])}
        return _label(name, value, named.get(value, ""), words)
    day = {"from": filters.first_day, "until": filters.last_day}.get(name)
    return words.gettext(_WORDED[name], value=full_day_in_words(day, words.locale) if day else value)
