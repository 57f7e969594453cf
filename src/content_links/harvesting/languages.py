"""Text that stands there in several languages: which of them people get."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_PREFERRED: Final = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Said:
    """:ivar language: a BCP 47 tag, or empty."""

    text: str
    language: str = ""


def best(said: Iterable[Said]) -> Said:
    """The Dutch one, else the English one, else the first; one without text when there is none."""
    texts = [each for each in said if each.text.strip()]
    for wanted in _PREFERRED:
        for each in texts:
            if each.language.lower().split("-")[0] == wanted:
                return each
    return texts[0] if texts else Said("")
