from typing import Any

import pytest
from jinja2 import Environment
from jinja2.ext import i18n
from markupsafe import Markup

from web.i18n import translator
from web.template_words import MacroContext, remembered, template_words

LINK = "If you call or mail us about this, mention the code %(reference)s."


def said(source: str, *, autoescape: bool = True, **values: Any) -> str:
    environment = Environment(extensions=[i18n], autoescape=autoescape)  # noqa: S701  to compare
    environment.context_class = MacroContext
    environment.newstyle_gettext = True  # type: ignore[attr-defined] # of the extension
    environment.globals.update(template_words(translator("nl").translations))
    return environment.from_string(source).render(values)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ _('Go to the start page') }}", "Ga naar de startpagina"),
        ("{{ gettext('100%% of it') }}", "100% of it"),
        ("{{ ngettext('%(num)s cat', '%(num)s cats', 1) }}", "1 cat"),
        ("{{ ngettext('%(num)s cat', '%(num)s cats', 2) }}", "2 cats"),
        ("{{ ngettext('%(num)s %(kind)s', '%(num)s %(kind)ss', 2, kind='cat') }}", "2 cats"),
        ("{% trans name='Alice' %}Hello {{ name }}{% endtrans %}", "Hello Alice"),
        ("{% trans count=3 %}{{ count }} cat{% pluralize %}{{ count }} cats{% endtrans %}", "3 cats"),
        ("{{ _('<b>ours</b>') }}", "<b>ours</b>"),
    ],
)
def test_words_in_a_template(source: str, text: str) -> None:
    assert said(source) == text


@pytest.mark.parametrize("source", ["{{ _(line, reference=it) }}", "{{ ngettext(line, line, 2, reference=it) }}"])
def test_details_are_escaped_in_html_only(source: str) -> None:
    escaped = said(source, line=LINK, it="<b>")
    plain = said(source, autoescape=False, line=LINK, it="<b>")
    assert [escaped[-10:], plain[-4:]] == ["&lt;b&gt;.", "<b>."]


def test_details_that_are_markup_already_stay_markup_and_their_equals_do_not() -> None:
    source = "{{ _(line, reference=safe) }} {{ _(line, reference=unsafe) }}"
    text = said(source, line="%(reference)s", safe=Markup("<b>"), unsafe="<b>")
    assert text == "<b> &lt;b&gt;"


def test_macros_are_called_with_all_kinds_of_arguments() -> None:
    source = (
        "{% macro row(a, b='B') %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}"
        "{% if caller %}{{ caller(a) }}{% endif %}{% endmacro %}"
        "{% block main %}{% for x in [1, 2] %}{% call(y) row(x, b='<') %}{{ x }}{{ y }}{% endcall %};{% endfor %}"
        "{{ row(1, 2, 3, d=4) }}{% endblock %}"
    )
    assert said(source) == "1&lt;(){}11;2&lt;(){}22;12(3,){&#39;d&#39;: 4}"


def test_a_remembered_macro_says_the_same_as_the_macro_and_runs_once() -> None:
    runs: list[str] = []
    source = (
        "{% macro _shown(text, label='') %}{{ count(text) }}<i>{{ text }}{{ label }}</i>{% endmacro %}"
        "{% set shown = remembered(_shown) %}"
        "{% for each in texts %}{{ shown(each, label='&') }}{% endfor %}"
    )
    texts = ["<b>", Markup("<b>"), "<b>"]

    said_once = said(source, remembered=remembered, count=lambda text: runs.append(text) or "", texts=texts)

    assert said_once == "<i>&lt;b&gt;&amp;</i><i><b>&amp;</i><i>&lt;b&gt;&amp;</i>"
    assert runs == ["<b>", Markup("<b>")]
