from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from web.template_output import PageEnvironment

VALUES = st.one_of(
    st.text(), st.text().map(Markup), st.integers(), st.none(), st.booleans(), st.decimals(), st.lists(st.text())
)
SOURCE = """{% macro shown(value) %}<b>{{ value }}</b>{% endmacro %}{% set kept %}{{ value }}{% endset -%}
{{ value }} {{ shown(value) }} {{ kept }} {{ value ~ "<" }} {{ [value, "&"]|join }}
{% filter upper %}{{ value }}{% endfilter %}"""


@given(VALUES)
def test_a_value_is_put_out_as_by_jinja_itself(value: Any) -> None:
    ours, theirs = PageEnvironment(autoescape=True), Environment(autoescape=True)
    assert ours.from_string(SOURCE).render(value=value) == theirs.from_string(SOURCE).render(value=value)


@pytest.mark.parametrize("value", ["<b>", Markup("<b>"), 5, Decimal("1.5"), None])
def test_a_piece_is_escaped_once(value: Any) -> None:
    assert PageEnvironment(autoescape=True).from_string("{{ value }}").render(value=value) == escape(value)


def test_a_text_without_escaping_is_left_as_it_is() -> None:
    assert PageEnvironment().from_string("{{ value }}").render(value="<b>") == "<b>"


def test_a_name_that_is_missing_is_an_error() -> None:
    template = PageEnvironment(autoescape=True, undefined=StrictUndefined).from_string("{{ value }}")
    with pytest.raises(UndefinedError):
        template.render()


def test_a_key_of_a_dict_comes_before_its_methods_and_after_a_missing_one_they_are_there() -> None:
    template = PageEnvironment(autoescape=True).from_string("{{ row.items }} {{ row.get('place') }} {{ row.nothing }}")
    assert template.render(row={"items": "two", "place": "Sneek"}) == "two Sneek "
