from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar.parser import Contentline

from calendars.content import clean_line, clean_text, line, parameter_value, text_value, uri_value, utc_value
from tests.calendars.examples import amsterdam, properties, unescaped


@pytest.mark.parametrize(
    "line_break", ["\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_clean_text_every_line_break_becomes_one_lf(line_break: str) -> None:
    assert clean_text(f"a{line_break}b") == "a\nb"


def test_clean_text_drops_control_characters_but_keeps_tabs() -> None:
    assert clean_text("\ufeffa\x00b\x07c\td\x7fe\x9ff") == "abc\tdef"


def test_clean_text_lone_surrogate_becomes_a_character_that_can_be_encoded() -> None:
    assert clean_text("a\ud800b") == "a\ufffdb"


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_clean_text_leaves_one_line_for_every_lf(text: str) -> None:
    clean = clean_text(text)

    assert clean.splitlines(keepends=True) == list(StringIO(clean))
    assert clean_text(clean) == clean


def test_clean_line_collapses_white_space() -> None:
    assert clean_line("  Zaal 3\r\n\tHoogstraat\u00a0110 ") == "Zaal 3 Hoogstraat 110"


def test_text_value_backslash_before_a_capital_n_is_no_line_break() -> None:
    assert text_value("C:\\New\nMap") == "C:\\\\New\\nMap"


@settings(deadline=None)
@given(st.text())
def test_text_value_unescaped_is_the_clean_text(text: str) -> None:
    assert unescaped(text_value(clean_text(text))) == clean_text(text)


@settings(deadline=None)
@given(st.text())
def test_text_value_is_one_line_without_bare_separators(text: str) -> None:
    escaped = text_value(clean_text(text))

    assert "\n" not in escaped
    assert not {";", ","} & set(escaped.replace("\\\\", "").replace("\\;", "").replace("\\,", ""))


def test_uri_value_line_breaks_cannot_start_another_property() -> None:
    assert uri_value("https://example.org/\r\nATTENDEE:x y") == "https://example.org/ATTENDEE:x%20y"


def test_uri_value_keeps_what_is_encoded_and_encodes_the_rest() -> None:
    assert uri_value(' https://example.org/caf%C3%A9/é?q="a,b";c#d ') == (
        "https://example.org/caf%C3%A9/%C3%A9?q=%22a,b%22;c#d"
    )


def test_parameter_value_double_quotes_become_apostrophes() -> None:
    assert parameter_value('Jan "Kees"\nSmit') == "Jan 'Kees' Smit"


def test_parameter_value_backslash_becomes_a_slash() -> None:
    assert parameter_value("Deel 1\\") == "Deel 1/"


def test_utc_value_is_the_moment_without_fractions() -> None:
    assert utc_value(amsterdam(2027, 7, 1, 10, 0, 0, 999999)) == "20270701T080000Z"


@settings(deadline=None)
@given(st.text())
def test_line_parameter_from_any_text_stays_within_its_parameter(text: str) -> None:
    (found,) = properties(line("ATTENDEE", "mailto:alice@example.org", {"CN": parameter_value(text), "RSVP": "TRUE"}))

    assert (found.name, found.value) == ("ATTENDEE", "mailto:alice@example.org")
    assert found.parameters.endswith(";RSVP=TRUE")


@settings(deadline=None)
@given(st.text(max_size=300))
def test_line_folds_at_75_octets_between_characters(text: str) -> None:
    folded = line("SUMMARY", text_value(clean_text(text)))

    physical = folded.removesuffix(b"\r\n").split(b"\r\n")
    assert max(len(each) for each in physical) <= 75
    assert [each.decode() for each in physical][1:] == [" " + each.decode()[1:] for each in physical[1:]]
    assert unescaped(properties(folded)[0].value) == clean_text(text)


def test_line_parameter_is_quoted_only_where_some_parser_needs_it() -> None:
    parameters = {"A": "Jan de Vries", "B": "a, b", "C": "a; b", "D": "a: b", "E": "1 = 1"}

    assert line("X", "y", parameters) == b'X;A=Jan de Vries;B="a, b";C="a; b";D="a: b";E="1 = 1":y\r\n'


def test_line_of_ten_thousand_emoji_is_folded_within_75_octets() -> None:
    folded = line("DESCRIPTION", "😀" * 10_000)

    assert max(len(each) for each in folded.split(b"\r\n")) <= 75
    assert properties(folded)[0].value == "😀" * 10_000


@settings(deadline=None)
@given(st.text(st.sampled_from("aé€😀\\^,;: "), max_size=400))
def test_line_is_folded_where_icalendar_does(text: str) -> None:
    written: bytes = Contentline(f"SUMMARY:{text}").to_ical()  # type: ignore[no-untyped-call]

    assert line("SUMMARY", text) == written + b"\r\n"


def test_line_that_would_be_two_is_refused() -> None:
    with pytest.raises(ValueError, match="SUMMARY"):
        line("SUMMARY", "a\nATTENDEE:x")
