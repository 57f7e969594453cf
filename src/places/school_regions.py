"""Finds the school region in what people call a school holiday."""

import re
from dataclasses import dataclass

from places.vocabulary import SchoolRegion

_REGION_WORD = re.compile(r"\b(noord|midden|zuid)\b", re.IGNORECASE)
_REGION_PHRASE = re.compile(r"\bregio\s+\S+", re.IGNORECASE)
_REMARK = re.compile(r"\s*\(([^()]*)\)\s*$")
_NATIONAL = re.compile(r"\b(heel nederland|landelijk|alle regio'?s)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedRegions:
    """What an event says about where it holds.

    :ivar name: the summary without the remark in brackets that said it.
    :ivar regions: empty when it names none.
    :ivar is_national: it says that it holds for the whole country.
    """

    name: str
    regions: tuple[SchoolRegion, ...] = ()
    is_national: bool = False


def named_regions(summary: str, uid: str) -> NamedRegions:
    """Reads a summary such as "Zomervakantie (noord)" or "regio Noord", or else a UID that ends in a region."""
    remark = _REMARK.search(summary)
    if remark:
        regions, is_national = _read(remark[1])
        if regions or is_national:
            return NamedRegions(summary[: remark.start()] or summary, regions, is_national)
    for text in (" ".join(_REGION_PHRASE.findall(summary)), _last_word(uid)):
        regions, is_national = _read(text)
        if regions or is_national:
            return NamedRegions(summary, regions, is_national)
    return NamedRegions(summary)


def _read(text: str) -> tuple[tuple[SchoolRegion, ...], bool]:
    if _NATIONAL.search(text):
        return (), True
    return tuple(dict.fromkeys(SchoolRegion(word.lower()) for word in _REGION_WORD.findall(text))), False


def _last_word(uid: str) -> str:
    words = re.findall(r"[a-z]+", uid.partition("@")[0].lower())
    return words[-1] if words else ""
