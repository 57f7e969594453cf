from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest

from agenda import labels
from agenda.learn_choosing import DURATIONS, ORDERS
from content_links.vocabulary import Access, CatalogueOrder, Duration, PackageKind
from content_links.words import ACCESS_STEPS
from events.vocabulary import ActivityKind, Delivery, Form, RegistrationPolicy, TargetGroup, Theme
from places.vocabulary import HostKind, LocationKind
from places.words import HOST_KINDS, LOCATION_KINDS, place_kind
from web.i18n import CATALOGUES, read_catalogues

LISTS: list[tuple[Mapping[Any, str], type[StrEnum]]] = [
    (labels.KINDS, ActivityKind),
    (labels.FORMS, Form),
    (labels.THEMES, Theme),
    (labels.TARGET_GROUPS, TargetGroup),
    (LOCATION_KINDS, LocationKind),
    (HOST_KINDS, HostKind),
    (labels.DELIVERIES, Delivery),
    (labels.PACKAGE_KINDS, PackageKind),
    (labels.ACCESS, Access),
    (ACCESS_STEPS, Access),
    (DURATIONS, Duration),
    (ORDERS, CatalogueOrder),
    (labels.POLICIES, RegistrationPolicy),
]


@pytest.mark.parametrize(("words", "values"), LISTS, ids=lambda item: getattr(item, "__name__", None))
def test_labels_name_every_value(words: Mapping[StrEnum, str], values: type[StrEnum]) -> None:
    assert set(words) == set(values)


def test_labels_are_all_in_the_dutch_catalogue() -> None:
    dutch = read_catalogues(CATALOGUES / "nl", "nl")
    sentences = {word for words, _ in LISTS for word in words.values()} | set(labels.LANGUAGES.values())

    # Two msgids that are the same word in both languages still stand in the catalogue.
    assert {sentence for sentence in sentences if sentence not in dutch._catalog} == set()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "host_kind", "expected"),
    [
        (LocationKind.BRANCH, None, "Library"),
        (LocationKind.OUTREACH, HostKind.SPORTS_CLUB, "Sports club"),
        (LocationKind.OUTREACH, HostKind.OTHER, "Outside the library"),
        (LocationKind.SERVICE_POINT, HostKind.OTHER, "Service point"),
    ],
)
def test_place_kind_of_an_outreach_place_is_its_host(
    kind: LocationKind, host_kind: HostKind | None, expected: str
) -> None:
    assert place_kind(kind, host_kind) == expected


def test_language_without_a_name_is_its_code() -> None:
    assert labels.language("xx") == "xx"
