from datetime import date, time
from typing import Any

import pytest
from piccolo.columns import Varchar
from pydantic import BaseModel, ValidationError

from places.schemas import (
    ClosureDetails,
    LocationDetails,
    OpeningHoursDetails,
    OrganisationDetails,
    RoomDetails,
)
from places.tables import Closure, Location, Organisation, Room
from tabular.reasons import reason_of

ORGANISATION = {"slug": "rotterdam", "name": "Bibliotheek Rotterdam", "kind": "library"}
LOCATION = {"key": "centrale", "name": "Centrale", "kind": "branch"}
HOURS = {"weekday": 1, "opens_at": time(9), "closes_at": time(17)}
CLOSURE = {"kind": "closed", "name": "Inventory", "first_day": date(2027, 1, 4), "last_day": date(2027, 1, 4)}


def reasons(model: type[BaseModel], values: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        model(**values)
    found = [(error["loc"], reason_of(error)) for error in caught.value.errors()]
    return [(str(place[0]) if place else reason.field or "", str(reason)) for place, reason in found]


@pytest.mark.parametrize(
    ("model", "values", "field", "reason"),
    [
        (
            LocationDetails,
            LOCATION | {"kind": "outreach"},
            "host_kind",
            "An outreach location needs a kind of host, such as community_centre or school.",
        ),
        (
            LocationDetails,
            LOCATION | {"latitude": 51.9},
            "longitude",
            "Fill in both latitude and longitude, or neither.",
        ),
        (
            LocationDetails,
            LOCATION | {"latitude": 91, "longitude": 4},
            "latitude",
            "91 is too high: at most 90.0.",
        ),
        (
            LocationDetails,
            LOCATION | {"timezone": "Rotterdam"},
            "timezone",
            "This is not a time zone such as Europe/Amsterdam.",
        ),
        (LocationDetails, LOCATION | {"name": "x" * 201}, "name", "This has more than 200 characters."),
        (LocationDetails, LOCATION | {"note": "x" * 2001}, "note", "This has more than 2000 characters."),
        (OrganisationDetails, ORGANISATION | {"email": "nobody"}, "email", "This is not an e-mail address."),
        (
            OrganisationDetails,
            ORGANISATION | {"website": "javascript:alert(1)"},
            "website",
            "This is not a web address that starts with https:// or http://.",
        ),
        (OrganisationDetails, ORGANISATION | {"country": "nl"}, "country", "nl cannot be used here."),
        (RoomDetails, {"name": "Zaal 1", "capacity": 0}, "capacity", "0 is too low: at least 1."),
        (
            OpeningHoursDetails,
            HOURS | {"closes_at": time(9)},
            "closes_at",
            "The closing time must be later than the opening time.",
        ),
        (OpeningHoursDetails, HOURS | {"weekday": 8}, "weekday", "8 is too high: at most 7."),
        (ClosureDetails, CLOSURE | {"last_day": date(2027, 1, 3)}, "last_day", "The last day is before the first."),
    ],
)
def test_details_refused(model: type[BaseModel], values: dict[str, Any], field: str, reason: str) -> None:
    assert reasons(model, values) == [(field, reason)]


@pytest.mark.parametrize(
    ("model", "values", "table"),
    [
        (OrganisationDetails, ORGANISATION, Organisation),
        (LocationDetails, LOCATION, Location),
        (RoomDetails, {"name": "Zaal 1"}, Room),
        (ClosureDetails, CLOSURE, Closure),
    ],
)
def test_text_longer_than_its_column_is_refused(model: type[BaseModel], values: dict[str, Any], table: Any) -> None:
    lengths = {column._meta.name: column.length for column in table._meta.columns if isinstance(column, Varchar)}
    texts = [name for name in model.model_fields if name in lengths]

    for name in texts:
        fields = [field for field, _ in reasons(model, values | {name: "a" * (lengths[name] + 1)})]
        assert fields == [name]
    assert texts


def test_e_mail_address_is_normalised() -> None:
    assert OrganisationDetails(**ORGANISATION, email="Alice@EXAMPLE.org").email == "Alice@example.org"
