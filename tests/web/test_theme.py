import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.theme import (
    PAIRS,
    InsufficientContrastError,
    InvalidColorError,
    Pair,
    Scheme,
    UnknownColorError,
    check_contrast,
    contrast,
    palette_of,
    parse_theme,
    read_palette,
)

TOKENS = Path(__file__).parents[2] / "frontend" / "tokens" / "leeragenda.json"
PALETTE = palette_of(json.loads(TOKENS.read_text(encoding="utf-8"))["color"])
COLORS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.foreground} on {pair.background}")
def test_our_own_palette_is_readable_in_every_pair(pair: Pair, scheme: Scheme) -> None:
    colors = PALETTE.colors(scheme)

    assert contrast(colors[pair.foreground], colors[pair.background]) >= pair.minimum


def test_read_palette_gives_the_palette_of_the_build() -> None:
    assert read_palette() == PALETTE


def test_every_colour_of_the_palette_but_the_hairline_stands_in_a_pair() -> None:
    paired = {name for pair in PAIRS for name in (pair.foreground, pair.background)}

    assert PALETTE.light.keys() - paired == {"line"}


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        pytest.param("#000000", "#ffffff", 21.0, id="black on white"),
        pytest.param("#767676", "#ffffff", 4.54, id="the lightest grey that passes on white"),
        pytest.param("#777777", "#ffffff", 4.48, id="the first grey that does not"),
        pytest.param("#ff0000", "#0000ff", 2.15, id="red on blue"),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio


@given(COLORS, COLORS)
def test_contrast_does_not_depend_on_which_colour_is_in_front(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


def test_parse_theme_with_readable_colours_gives_css_for_each_scheme() -> None:
    theme = parse_theme(
        {"accent": {"light": "#5B2245", "dark": "#f0b8d5"}, "theme-taal": {"light": "#ffe3d6"}}, PALETTE
    )

    assert theme.css() == (
        "@media (prefers-color-scheme:light)"
        "{:root{--leeragenda-color-accent:#5b2245;--leeragenda-color-theme-taal:#ffe3d6;}}\n"
        "@media (prefers-color-scheme:dark){:root{--leeragenda-color-accent:#f0b8d5;}}\n"
    )


def test_parse_theme_without_replacements_gives_no_css() -> None:
    assert parse_theme({}, PALETTE).css() == ""


def test_parse_theme_with_pale_accent_names_the_pair() -> None:
    with pytest.raises(InsufficientContrastError) as refusal:
        parse_theme({"accent": {"light": "#66c2bb"}}, PALETTE)

    assert refusal.value.pair == Pair("accent", "paper", 4.5)
    assert refusal.value.scheme == "light"
    assert str(refusal.value) == "accent on paper in light has a contrast of 1.99; at least 4.5 is needed."


def test_parse_theme_that_fails_only_in_dark_is_refused() -> None:
    with pytest.raises(InsufficientContrastError) as refusal:
        parse_theme({"theme-werk": {"dark": "#c9b08a"}}, PALETTE)

    assert (refusal.value.pair.background, refusal.value.scheme) == ("theme-werk", "dark")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.foreground} on {pair.background}")
def test_check_contrast_refuses_equal_colours_in_any_pair(pair: Pair, scheme: Scheme) -> None:
    spoiled = {**PALETTE.colors(scheme), pair.foreground: PALETTE.colors(scheme)[pair.background]}
    theme = {name: {scheme: value} for name, value in spoiled.items()}

    with pytest.raises(InsufficientContrastError):
        parse_theme(theme, PALETTE)


def test_check_contrast_accepts_our_own_palette() -> None:
    check_contrast(PALETTE)


def test_parse_theme_with_unknown_colour_names_it() -> None:
    with pytest.raises(UnknownColorError) as refusal:
        parse_theme({"acent": {"light": "#000000"}}, PALETTE)

    assert refusal.value.name == "acent"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"light": "red"}, id="a name"),
        pytest.param({"light": "#fff"}, id="three digits"),
        pytest.param({"light": "#000000;}body{display:none}"}, id="css behind the colour"),
        pytest.param({"light": "#000000\n"}, id="a line break"),
        pytest.param({"light": 0}, id="a number"),
        pytest.param({"sepia": "#000000"}, id="an unknown scheme"),
        pytest.param({}, id="nothing"),
        pytest.param("#000000", id="no scheme"),
    ],
)
def test_parse_theme_with_anything_but_a_colour_is_refused(value: object) -> None:
    with pytest.raises(InvalidColorError) as refusal:
        parse_theme({"ink": value}, PALETTE)

    assert refusal.value.name == "ink"
