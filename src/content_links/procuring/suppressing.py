"""Numbers that are shown without anybody being traced by them."""

from collections.abc import Sequence
from typing import Final

from events.templates.reach import FEWEST_SHOWN

FLOOR: Final = FEWEST_SHOWN


def shown(number: int) -> int | None:
    """The number, or None when it is more than nothing and too few to tell."""
    return None if 0 < number < FLOOR else number


def shown_beside_total(numbers: Sequence[int]) -> list[int | None]:
    """The parts of a total that is shown too: None for those that are too few to tell.

    Who knows the total finds what is hidden by taking away the rest. So what is hidden is at least two parts that
    together are enough to tell; the smallest of the others are hidden too until it is.
    """
    order = sorted((index for index, number in enumerate(numbers) if number), key=lambda index: numbers[index])
    hidden: list[int] = []
    for index in order:
        is_enough = not hidden or (len(hidden) > 1 and sum(numbers[each] for each in hidden) >= FLOOR)
        if numbers[index] >= FLOOR and is_enough:
            break
        hidden.append(index)
    return [None if index in hidden else number for index, number in enumerate(numbers)]
