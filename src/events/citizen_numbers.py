"""Finds a BSN, the number that the Dutch state gives people, in text that people type. Pure.

A library may not keep it (Wabb article 10, UAVG article 46). A BSN has eight or nine digits that pass the eleven-test;
people write them in one go or in groups. Telephone numbers and dates are let through first, because one in eleven of
any numbers passes that test.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from pydantic import AfterValidator

from tabular.fields import InvalidValue

_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_LENGTHS: Final = (8, 9)
_SEPARATORS: Final = " .-"
_DASHES: Final = str.maketrans(dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}", "-"))
# A + and groups of digits, with brackets and at most three signs between them.
_ABROAD: Final = re.compile(r"\+[0-9]{1,3}(?:[ .\-/()]{0,3}[0-9]+)*")
_AREA: Final = re.compile(r"\(?(?<![0-9])0[1-9][0-9]{0,2}\)?(?=[^0-9])")
_GROUPS: Final = re.compile(r"[ .\-/:]{0,3}[0-9]+")
_PHONE_DIGITS: Final = 10
_MOST_PHONE_DIGITS: Final = 13
_DATE: Final = re.compile(
    r"(?<![0-9])(?:(?:0?[1-9]|[12][0-9]|3[01])([-. ])(?:0?[1-9]|1[0-2])\1(?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}([-. ])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12][0-9]|3[01])"
    r"|(?:19|20)[0-9]{2}[- ](?:19|20)[0-9]{2})(?![0-9])"
)
_DIGITS: Final = re.compile("[0-9]+")


class CitizenNumber(InvalidValue):
    """A number here looks like a BSN. We may not keep that, so leave it out."""

    code = "citizen_number"


def without_citizen_number(text: str) -> str:
    """The same text.

    :raises CitizenNumber: there is a BSN in it.
    """
    if holds_citizen_number(text):
        raise CitizenNumber
    return text


NO_CITIZEN_NUMBER: Final = AfterValidator(without_citizen_number)


def holds_citizen_number(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return any(is_citizen_number(digits) for digits in _candidates(_without_phones(_DATE.sub("#", plain))))


def is_citizen_number(digits: str) -> bool:
    """Whether eight or nine digits pass the eleven-test; a number of eight has a nought before it."""
    if len(digits) not in _LENGTHS or not digits.strip("0"):
        return False
    return (
        sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits.zfill(_LENGTHS[-1]), strict=True)) % 11 == 0
    )


def _candidates(text: str) -> Iterator[str]:
    """Every row of neighbouring groups that has eight or nine digits, separated in one way."""
    for groups in _rows(text):
        for first in range(len(groups)):
            digits = ""
            for group in groups[first:]:
                digits += group
                if len(digits) > _LENGTHS[-1]:
                    break
                yield digits


def _rows(text: str) -> Iterator[Sequence[str]]:
    """Groups of digits with the same single separator between them."""
    found = list(_DIGITS.finditer(text))
    yield from ([match.group()] for match in found)
    for separator in _SEPARATORS:
        row: list[str] = []
        for before, after in pairwise(found):
            row = row or [before.group()]
            if text[before.end() : after.start()] == separator:
                row.append(after.group())
                continue
            yield row
            row = []
        yield row


def _without_phones(text: str) -> str:
    return _without_numbers_of_here(_ABROAD.sub(_after_phone, text))


def _after_phone(match: re.Match[str]) -> str:
    """What stands behind the groups of an international number: those of +31 are eleven digits, or twelve with (0)."""
    most = 12 if "(0)" in match.group() else 11 if match.group().startswith("+31") else _MOST_PHONE_DIGITS
    digits, end = 0, 0
    for group in _DIGITS.finditer(match.group()):
        if digits + len(group.group()) > most:
            break
        digits, end = digits + len(group.group()), group.end()
    return "#" + match.group()[end:]


def _without_numbers_of_here(text: str) -> str:
    """Ten digits in groups of which the first is an area: 06 12345678, 020-123 45 67, (0182) 512 345."""
    position = 0
    while area := _AREA.search(text, position):
        digits, end = sum(map(str.isdigit, area.group())), area.end()
        while digits < _PHONE_DIGITS and (group := _GROUPS.match(text, end)):
            digits, end = digits + sum(map(str.isdigit, group.group())), group.end()
        if digits == _PHONE_DIGITS:
            text, end = f"{text[: area.start()]}#{text[end:]}", area.start() + 1
        position = max(area.start() + 1, end if digits == _PHONE_DIGITS else 0)
    return text
