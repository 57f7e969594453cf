from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agenda.filters import AgendaFilters, read_filters
from events.vocabulary import Form, Theme


def test_filters_without_parameters_ask_for_nothing() -> None:
    assert read_filters([]) == AgendaFilters()


def test_filters_ignore_empty_values() -> None:
    assert read_filters([("q", ""), ("theme", ""), ("from", " "), ("near", "")]) == AgendaFilters()


def test_filters_read_repeated_values_in_order() -> None:
    assert read_filters([("theme", "taal"), ("theme", "werk")]).theme == (Theme.TAAL, Theme.WERK)


def test_filters_read_days_coordinates_and_answers() -> None:
    filters = read_filters([("from", "2027-01-12"), ("until", "2027-01-13"), ("near", "51.92,4.48"), ("free", "1")])

    assert (filters.first_day, filters.last_day) == (date(2027, 1, 12), date(2027, 1, 13))
    assert (filters.near, filters.free, filters.open) == ((51.92, 4.48), True, False)


@pytest.mark.parametrize(
    ("pair", "field"),
    [
        pytest.param(("colour", "red"), "colour", id="unknown parameter"),
        pytest.param(("theme", "vissen"), "theme", id="unknown value"),
        pytest.param(("form", "SINGLE"), "form", id="other case"),
        pytest.param(("from", "tomorrow"), "from", id="no date"),
        pytest.param(("near", "51.92"), "near", id="half a place"),
        pytest.param(("near", "151,4"), "near", id="beyond the pole"),
        pytest.param(("within_km", "-1"), "within_km", id="negative distance"),
        pytest.param(("free", "perhaps"), "free", id="no answer"),
        pytest.param(("location", "A B"), "location", id="no slug"),
        pytest.param(("q", "a\x00b"), "q", id="control character"),
        pytest.param(("first_day", "2027-01-12"), "first_day", id="a name of ours"),
    ],
)
def test_filters_refuse_by_name(pair: tuple[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_filters([pair])

    assert {error["loc"][0] for error in refused.value.errors()} == {field}


def test_filters_refuse_two_values_where_one_belongs() -> None:
    with pytest.raises(ValidationError):
        read_filters([("q", "taal"), ("q", "werk")])


def test_without_leaves_the_other_values() -> None:
    filters = read_filters([("theme", "taal"), ("theme", "werk"), ("q", "les")])

    assert filters.without("theme", "taal").pairs() == [("q", "les"), ("theme", "werk")]
    assert filters.without("theme").pairs() == [("q", "les")]


ASKED = st.fixed_dictionaries(
    {
        "q": st.text(st.characters(exclude_categories=["C"]), max_size=40),
        "theme": st.lists(st.sampled_from(Theme), max_size=3),
        "form": st.lists(st.sampled_from(Form), max_size=3),
        "from": st.none() | st.dates(),
        "near": st.none() | st.tuples(st.integers(-90, 90), st.integers(-180, 180)),
        "free": st.booleans(),
    }
)


@given(ASKED)
def test_query_asks_for_the_same_again(asked: dict[str, Any]) -> None:
    filters = AgendaFilters.model_validate(asked)

    assert read_filters(parse_qsl(filters.query(), keep_blank_values=True)) == filters
