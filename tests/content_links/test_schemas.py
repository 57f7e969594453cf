from typing import Any

import pytest
from piccolo.columns import Varchar
from pydantic import BaseModel, ValidationError

from content_links.schemas import LinkDetails, PackageDetails, UnitDetails
from content_links.tables import ContentLink, Package, Unit
from content_links.vocabulary import Phase
from tabular.reasons import reason_of
from tests.content_links.examples import KLIK_EN_TIK

LINK = {"package": "klik-en-tik", "activity": "cursus", "phase": "during"}
UNIT = {"position": 1, "title": "Les 1"}


def reasons(model: type[BaseModel], values: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        model(**values)
    found = [(error["loc"], reason_of(error)) for error in caught.value.errors()]
    return [(str(place[0]) if place else reason.field or "", str(reason)) for place, reason in found]


@pytest.mark.parametrize(
    ("model", "values", "field", "reason"),
    [
        (
            PackageDetails,
            KLIK_EN_TIK | {"url": None},
            "url",
            "A package that is open to everybody needs a web address.",
        ),
        (
            PackageDetails,
            KLIK_EN_TIK | {"url": "javascript:alert(1)"},
            "url",
            "This is not a web address that starts with https:// or http://.",
        ),
        (
            PackageDetails,
            KLIK_EN_TIK | {"language": "Dutch"},
            "language",
            "This is not a language code such as nl, en or pt-BR.",
        ),
        (PackageDetails, KLIK_EN_TIK | {"duration_minutes": 0}, "duration_minutes", "0 is too low: at least 1."),
        (
            PackageDetails,
            KLIK_EN_TIK | {"duration_minutes": 40_000},
            "duration_minutes",
            "40000 is too high: at most 32767.",
        ),
        (UnitDetails, UNIT | {"position": 0}, "position", "0 is too low: at least 1."),
        (
            LinkDetails,
            LINK | {"template": "bouwsteen"},
            "activity",
            "Link to one thing: an activity, a session or a building block.",
        ),
        (
            LinkDetails,
            {"package": "a", "phase": "during"},
            "activity",
            "Link to one thing: an activity, a session or a building block.",
        ),
        (
            LinkDetails,
            LINK | {"phase": Phase.PREPARE, "release_days": 1},
            "release_days",
            "What people prepare must be there on the day of the session or before it.",
        ),
        (
            LinkDetails,
            LINK | {"phase": Phase.FOLLOW_UP, "release_days": -1},
            "release_days",
            "What follows a session cannot be there before the day of the session.",
        ),
        (LinkDetails, LINK | {"release_days": 366}, "release_days", "366 is too high: at most 365."),
    ],
)
def test_details_refused(model: type[BaseModel], values: dict[str, Any], field: str, reason: str) -> None:
    assert reasons(model, values) == [(field, reason)]


@pytest.mark.parametrize(
    ("model", "values", "table"),
    [(PackageDetails, KLIK_EN_TIK, Package), (UnitDetails, UNIT, Unit), (LinkDetails, LINK, ContentLink)],
)
def test_text_longer_than_its_column_is_refused(model: type[BaseModel], values: dict[str, Any], table: Any) -> None:
    lengths = {column._meta.name: column.length for column in table._meta.columns if isinstance(column, Varchar)}
    texts = [name for name in model.model_fields if name in lengths]

    for name in texts:
        assert [field for field, _ in reasons(model, values | {name: "a" * (lengths[name] + 1)})] == [name]
    assert texts


def test_theme_that_stands_twice_counts_once() -> None:
    details = PackageDetails(**(KLIK_EN_TIK | {"themes": ("taal", "werk", "taal")}))

    assert details.themes == ("taal", "werk")
