"""Themes: which colours a library may replace, checked for contrast before anyone sees them.

The palette is the `color` part of frontend/tokens/leeragenda.json, which the frontend build leaves beside the style
sheet as tokens.json. A theme replaces some of its colours, in light, in dark or in both:

    {"accent": {"light": "#5b2245", "dark": "#f0b8d5"}, "theme-taal": {"light": "#ffe3d6"}}

A theme that would make any pair that the style sheet puts together unreadable is refused with that pair named.
Contrast is that of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
PALETTE_FILE = Path(__file__).parent / "static" / "dist" / "tokens.json"

TEXT = 4.5
"""WCAG 1.4.3: text under 24 px. Larger text keeps to it as well, since every surface also carries small text."""
SIGN = 3.0
"""WCAG 1.4.11: what shows where a control, its state or its focus is."""

_HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_LINEAR_UP_TO = 0.04045

THEME_SURFACES = (
    "theme-taal",
    "theme-rekenen",
    "theme-digitaal",
    "theme-gezondheid",
    "theme-werk",
    "theme-geld",
    "theme-overheid",
    "theme-persoonlijke_ontwikkeling",
    "theme-kunst_cultuur",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A foreground that the style sheet puts on a background, and the contrast it needs there."""

    foreground: str
    background: str
    minimum: float


PAIRS: tuple[Pair, ...] = (
    *(Pair("ink", surface, TEXT) for surface in ("paper", "surface", "surface-sunken", *THEME_SURFACES)),
    *(Pair("ink", f"{tone}-soft", TEXT) for tone in ("accent", "success", "warning", "danger")),
    *(Pair("ink-soft", surface, TEXT) for surface in ("paper", "surface", "surface-sunken", "success-soft")),
    *(Pair("accent", surface, TEXT) for surface in ("paper", "surface", "surface-sunken")),
    *(Pair("accent-strong", surface, TEXT) for surface in ("paper", "surface", "accent-soft")),
    Pair("on-accent", "accent", TEXT),
    Pair("on-accent", "accent-strong", TEXT),
    Pair("on-highlight", "highlight", TEXT),
    Pair("danger", "paper", TEXT),
    Pair("danger", "surface", TEXT),
    Pair("danger", "danger-soft", TEXT),
    Pair("paper", "danger", TEXT),
    Pair("paper", "success", SIGN),
    Pair("accent", "accent-soft", SIGN),
    Pair("success", "success-soft", SIGN),
    Pair("warning", "warning-soft", SIGN),
    *(Pair("accent", surface, SIGN) for surface in THEME_SURFACES),
    *(Pair("line-strong", surface, SIGN) for surface in ("paper", "surface", "surface-sunken")),
    *(Pair("focus", surface, SIGN) for surface in ("paper", "surface", "surface-sunken", *THEME_SURFACES)),
)


class ThemeError(ValueError):
    """This theme cannot be used."""


class UnknownColorError(ThemeError):
    """The theme names a colour that does not exist."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no colour named {name!r}.")
        self.name = name


class InvalidColorError(ThemeError):
    """A value is not a colour of the form #rrggbb, for light or for dark."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(f"{name}: {value!r} is not a colour like #0b5350 for light or dark.")
        self.name = name
        self.value = value


class InsufficientContrastError(ThemeError):
    """Two colours that are used together differ too little."""

    def __init__(self, pair: Pair, scheme: Scheme, ratio: float) -> None:
        # Rounded down, so that 4.499 is not refused with "4.5 where 4.5 is needed".
        shown = int(ratio * 100) / 100
        super().__init__(
            f"{pair.foreground} on {pair.background} in {scheme} has a contrast of {shown:.2f}; "
            f"at least {pair.minimum} is needed."
        )
        self.pair = pair
        self.scheme = scheme
        self.ratio = ratio


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour by name, as #rrggbb, in light and in dark."""

    light: Mapping[str, str]
    dark: Mapping[str, str]

    def colors(self, scheme: Scheme) -> Mapping[str, str]:
        return self.light if scheme == "light" else self.dark


@dataclass(frozen=True, slots=True)
class Theme:
    """Replacements that have been checked: only parse_theme makes one."""

    light: Mapping[str, str]
    dark: Mapping[str, str]

    def css(self) -> str:
        """The style sheet of one organisation, to be linked after app.css; each scheme keeps to itself."""
        return "".join(
            _rule(scheme, colors) for scheme, colors in (("light", self.light), ("dark", self.dark)) if colors
        )


def read_palette(path: Path = PALETTE_FILE) -> Palette:
    """The palette of the product. OSError when the frontend has not been built."""
    return palette_of(json.loads(path.read_text(encoding="utf-8")))


def palette_of(colors: Mapping[str, Mapping[Scheme, str]]) -> Palette:
    """A palette from {"paper": {"light": "#fbf9f5", "dark": "#16191a"}, …}."""
    return Palette(
        light={name: value["light"] for name, value in colors.items()},
        dark={name: value["dark"] for name, value in colors.items()},
    )


def parse_theme(replacements: Mapping[str, Any], palette: Palette) -> Theme:
    """Check an organisation's replacements against everything they are used with.

    Raises UnknownColorError, InvalidColorError or InsufficientContrastError for the first thing that is wrong.
    """
    light, dark = (_replaced(replacements, palette, scheme) for scheme in SCHEMES)
    check_contrast(Palette(light={**palette.light, **light}, dark={**palette.dark, **dark}))
    return Theme(light=light, dark=dark)


def check_contrast(palette: Palette) -> None:
    """Raise InsufficientContrastError for the first pair that is hard to read or see."""
    for scheme in SCHEMES:
        colors = palette.colors(scheme)
        for pair in PAIRS:
            ratio = contrast(colors[pair.foreground], colors[pair.background])
            if ratio < pair.minimum:
                raise InsufficientContrastError(pair, scheme, ratio)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours, from 1 to 21, whichever is lighter."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _LINEAR_UP_TO else float(((channel + 0.055) / 1.055) ** 2.4)


def _replaced(replacements: Mapping[str, Any], palette: Palette, scheme: Scheme) -> dict[str, str]:
    """The replacements for one scheme. Nothing but #rrggbb passes: no other CSS can enter the text."""
    colors = {}
    for name, value in replacements.items():
        if name not in palette.light:
            raise UnknownColorError(name)
        if not isinstance(value, Mapping) or not value or value.keys() - set(SCHEMES):
            raise InvalidColorError(name, value)
        if scheme in value:
            colors[name] = _color(name, value[scheme])
    return colors


def _color(name: str, value: object) -> str:
    if not isinstance(value, str) or not _HEX_COLOR.fullmatch(value):
        raise InvalidColorError(name, value)
    return value.lower()


def _rule(scheme: str, colors: Mapping[str, str]) -> str:
    declarations = "".join(f"--leeragenda-color-{name}:{value};" for name, value in sorted(colors.items()))
    return f"@media (prefers-color-scheme:{scheme}){{:root{{{declarations}}}}}\n"
