import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_links.procuring.suppressing import FLOOR, shown, shown_beside_total


@pytest.mark.parametrize(("number", "expected"), [(0, 0), (1, None), (4, None), (5, 5), (90, 90)])
def test_number_that_is_too_small_to_tell_is_not_shown(number: int, expected: int | None) -> None:
    assert shown(number) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], []),
        ([0, 12, 7], [0, 12, 7]),
        # One that is hidden alone is the total without the rest.
        ([3, 40, 8], [None, 40, None]),
        # Two of one each are as good as told.
        ([1, 1, 40, 8], [None, None, 40, None]),
        ([2, 4, 40], [None, None, 40]),
        ([3, 0], [None, 0]),
    ],
)
def test_what_is_hidden_cannot_be_found_from_the_total(numbers: list[int], expected: list[int | None]) -> None:
    assert shown_beside_total(numbers) == expected


@given(st.lists(st.integers(0, 30), max_size=8))
def test_nobody_small_is_shown_and_what_is_hidden_together_is_not_small(numbers: list[int]) -> None:
    parts = shown_beside_total(numbers)
    hidden = [number for number, part in zip(numbers, parts, strict=True) if part is None]
    assert [part for part in parts if part is not None and 0 < part < FLOOR] == []
    assert not hidden or (len(hidden) > 1 and sum(hidden) >= FLOOR) or len(hidden) == len([n for n in numbers if n])
    assert all(part == number for part, number in zip(parts, numbers, strict=True) if part is not None)
