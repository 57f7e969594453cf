"""The component macros, rendered in Dutch."""

from typing import Any

import pytest

from web.templating import environment


def rendered(source: str, **context: Any) -> str:
    return " ".join(environment("nl").from_string(source).render(context).split())


@pytest.mark.parametrize(
    ("call", "words"),
    [
        pytest.param('seats("walk_in")', "Inloop, gewoon komen", id="walk in"),
        pytest.param('seats("open", 1)', "Nog 1 plek", id="one left"),
        pytest.param('seats("open", 3)', "Nog 3 plekken", id="three left"),
        pytest.param('seats("open")', "Er is plek", id="not counted"),
        pytest.param('seats("waiting_list")', "Vol, wel een wachtlijst", id="waiting list"),
        pytest.param('seats("full")', "Vol", id="full"),
        pytest.param('seats("cancelled")', "Gaat niet door", id="cancelled"),
        pytest.param('seats("at_desk")', "Aanmelden aan de balie", id="at the desk"),
    ],
)
def test_seats_are_words(call: str, words: str) -> None:
    html = rendered(f'{{% from "components/chips.html" import seats %}}{{{{ {call} }}}}')

    assert html.endswith(f">{words}</p>")


@pytest.mark.parametrize(("left", "is_few"), [(5, True), (6, False)])
def test_seats_up_to_five_stand_out(left: int, is_few: bool) -> None:
    html = rendered('{% from "components/chips.html" import seats %}{{ seats("open", left) }}', left=left)

    assert ("leeragenda-seats--few" in html) is is_few


def test_field_with_hint_and_error_is_described_by_both() -> None:
    html = rendered(
        '{% from "components/forms.html" import field %}'
        '{{ field("email", "E-mailadres", hint="Voor de uitnodiging.", error="Hier mist een @.") }}'
    )

    assert '<label class="utrecht-form-label utrecht-form-field__label" for="field-email">' in html
    assert 'aria-describedby="hint-email error-email" aria-invalid="true"' in html
    assert 'id="hint-email">Voor de uitnodiging.<' in html
    assert 'id="error-email"' in html


def test_field_that_is_not_required_says_so() -> None:
    html = rendered('{% from "components/forms.html" import field %}{{ field("phone", "Telefoon", required=False) }}')

    assert "(hoeft niet)" in html
    assert "aria-required" not in html


def test_field_escapes_what_people_typed() -> None:
    html = rendered('{% from "components/forms.html" import field %}{{ field("name", "Naam", value) }}', value='"><b>')

    assert 'value="&#34;&gt;&lt;b&gt;"' in html


def test_error_summary_leads_to_each_field() -> None:
    html = rendered(
        '{% from "components/notices.html" import error_summary %}{{ error_summary(errors) }}',
        errors=[{"field": "name", "text": "Vul je naam in."}, {"text": "Probeer het nog eens."}],
    )

    assert "Er kloppen nog 2 dingen niet" in html
    assert '<a href="#field-name">Vul je naam in.</a>' in html
    assert "<li>Probeer het nog eens.</li>" in html


def test_error_summary_without_errors_is_nothing() -> None:
    assert rendered('{% from "components/notices.html" import error_summary %}{{ error_summary([]) }}') == ""


def test_learning_path_says_in_words_what_the_dots_show() -> None:
    html = rendered(
        '{% from "components/path.html" import learning_path %}{{ learning_path(stops) }}',
        stops=[
            {"phase": "prepare", "title": "Ken je toetsenbord", "state": "done"},
            {"phase": "meeting", "title": "dinsdag 12 januari", "state": "current"},
            {"phase": "follow_up", "title": "Veilig op internet", "state": "coming"},
        ],
    )

    words = ["Gedaan", "Online, voordat je komt", "Volgende stap", "Samen", "Online, achteraf"]
    assert sorted(words, key=html.index) == words
    assert html.count('aria-current="step"') == 1


FILTERS = """
{% from "components/filters.html" import filter_fieldset %}{{ filter_fieldset("Thema", "theme", options, visible=1) }}
"""


@pytest.mark.parametrize("chosen", [True, False])
def test_filter_fieldset_opens_the_rest_when_something_there_is_chosen(chosen: bool) -> None:
    options = [("taal", "Taal", 1, False), ("geld", "Geld", 2, chosen)]

    html = rendered(FILTERS, options=options)

    assert ("open>" in html) is chosen
    assert (" checked" in html) is chosen
    assert "2 activiteiten" in html


def test_page_without_organisation_carries_our_own_name_and_language() -> None:
    html = rendered('{% extends "base.html" %}', current_path="/agenda?theme=taal&from=2027-01-01")

    assert '<html lang="nl">' in html
    assert "<title>Agenda · Leeragenda</title>" in html
    assert 'href="/language/en?next=%2Fagenda%3Ftheme%3Dtaal%26from%3D2027-01-01"' in html


def test_page_of_an_organisation_carries_its_name_theme_and_phone() -> None:
    organisation = {
        "name": "Bibliotheek De Waterkant",
        "phone": "010 123 45 67",
        "phone_href": "tel:+31101234567",
        "theme_href": "/themes/waterkant.css",
    }

    html = rendered('{% extends "base.html" %}', current_path="/", section="my", organisation=organisation)

    assert '<link rel="stylesheet" href="/themes/waterkant.css">' in html
    assert '<a class="leeragenda-phone" href="tel:+31101234567">' in html
    assert html.count("Bibliotheek De Waterkant") == 2
    assert '<a class="leeragenda-nav__link" href="/my" aria-current="true">' in html
