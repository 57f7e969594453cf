"""A BSN is found however it is written, and telephone numbers and dates are none."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.citizen_numbers import CitizenNumber, holds_citizen_number, is_citizen_number, without_citizen_number

WORDS = st.sampled_from(["", "mijn bsn is ", "Ik heet Jan, ", "nr:", "(", "BSN", "«"])
AFTER = st.sampled_from(["", " dank je", ".", ", tot dan", ")", "B01", "\nGroet"])
GROUPINGS = [(9,), (3, 3, 3), (4, 2, 3), (2, 2, 2, 3), (1, 2, 3, 3), (3, 2, 2, 2)]


def numbers_of(*, passing: bool) -> st.SearchStrategy[str]:
    return st.integers(1, 999_999_999).map(lambda number: f"{number:09}").filter(lambda it: eleven(it) is passing)


def eleven(digits: str) -> bool:
    """Written otherwise than in the code: nine times the first, down to two times the eighth, minus the last."""
    return (sum(int(digits[index]) * (9 - index) for index in range(8)) - int(digits[8])) % 11 == 0


def grouped(digits: str, sizes: tuple[int, ...], separator: str) -> str:
    ends = [sum(sizes[: index + 1]) for index in range(len(sizes))]
    return separator.join(digits[end - size : end] for size, end in zip(sizes, ends, strict=True))


@given(numbers_of(passing=True), st.sampled_from(GROUPINGS), st.sampled_from(" .-–\N{NO-BREAK SPACE}"), WORDS, AFTER)
def test_number_is_found_however_it_is_written(
    digits: str, sizes: tuple[int, ...], separator: str, before: str, after: str
) -> None:
    assert holds_citizen_number(before + grouped(digits, sizes, separator) + after)


@given(st.integers(10_000_000, 99_999_999).map(str).filter(lambda it: eleven("0" + it)), WORDS, AFTER)
def test_number_of_eight_digits_is_found(digits: str, before: str, after: str) -> None:
    assert holds_citizen_number(before + digits + after)


@given(numbers_of(passing=False), WORDS, AFTER)
def test_other_numbers_of_nine_digits_are_none(digits: str, before: str, after: str) -> None:
    assert not holds_citizen_number(before + digits + after)


PHONES = [
    "06{8}", "06-{8}", "06 {8}", "06 - {8}", "06: {8}", "(06) {8}", "06 {2} {2} {2} {2}", "06.{2}.{2}.{2}.{2}",
    "06-{4} {4}", "0[2]0 {3} {4}", "0[2]0-{7}", "0[1]8[0] {3} {3}", "(0[1]8[0]) {6}", "0[1]8[0]-{2} {2} {2}",
    "+31 6 {8}", "+316{8}", "+31 (0)6 {8}", "+31 6 {2} {2} {2} {2}", "+31[2]0{7}", "+32 4{2} {2} {2} {2}", "0[2]0{7}",
]  # fmt: skip


@given(st.sampled_from(PHONES), st.data(), WORDS, AFTER)
def test_telephone_numbers_are_none(shape: str, data: st.DataObject, before: str, after: str) -> None:
    drawn = re.sub(
        r"\{(\d)\}",
        lambda found: data.draw(st.from_regex(rf"\A[0-9]{{{found[1]}}}\Z")),
        shape.replace("[", "").replace("]", ""),
    )
    assert not holds_citizen_number(before + drawn + after)


@given(numbers_of(passing=True), st.sampled_from(["06 12345678", "+31612345678", "020-1234567", "(0182) 51 23 45"]))
def test_number_beside_a_telephone_number_is_found(digits: str, phone: str) -> None:
    assert holds_citizen_number(f"{phone} en {digits}")
    assert holds_citizen_number(f"{digits}, bel {phone}")
    assert holds_citizen_number(f"{phone} {digits}")


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %m %Y"])
)
def test_dates_are_none(day: date, shape: str) -> None:
    assert not holds_citizen_number(f"Vanaf {day:{shape}} kan ik.")


@pytest.mark.parametrize(
    "text", ["", "geen cijfers", "12", "000000000", "00000000", "2026-2027", "1112223330", "1234567"]
)
def test_text_without_a_number_is_let_through_as_it_is(text: str) -> None:
    assert without_citizen_number(text) == text


def test_text_with_a_number_is_refused() -> None:
    with pytest.raises(CitizenNumber):
        without_citizen_number("Mijn nummer is 111222333")


@pytest.mark.parametrize(
    ("digits", "is_one"), [("111222333", True), ("111222334", False), ("11122233", False), ("1", False)]
)
def test_eleven_test(digits: str, is_one: bool) -> None:
    assert is_citizen_number(digits) is is_one


@given(st.text(alphabet="0123456789 .-+()/:a\n٣", max_size=500))
def test_any_text_gets_an_answer(text: str) -> None:
    assert holds_citizen_number(text) in (True, False)
