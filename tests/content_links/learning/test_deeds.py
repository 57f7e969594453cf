"""Where somebody goes on, and when something is done."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content_links.learning.deeds import Deed, Deeds, unit_to_go_on_with
from content_links.queries import UnitRow

NOW = datetime(2026, 11, 23, tzinfo=UTC)
UNITS = [
    UnitRow(id=number * 10, position=number, title=f"Deel {number}", url="https://a.example") for number in (1, 2, 3)
]


def deeds(*, done: dict[int, int] | None = None, opened: dict[int, int] | None = None, whole: bool = False) -> Deeds:
    """Positions with the day on which they were done or opened."""
    of: dict[tuple[int, int | None], Deed] = {}
    for position, day in (opened or {}).items():
        of[1, position * 10] = Deed(opened_at=NOW + timedelta(days=day))
    for position, day in (done or {}).items():
        of[1, position * 10] = Deed(completed_at=NOW + timedelta(days=day))
    if whole:
        of[1, None] = Deed(completed_at=NOW)
    return Deeds(of, {1: len(UNITS)})


def position(did: Deeds) -> int | None:
    unit = unit_to_go_on_with(UNITS, did, 1)
    return unit.position if unit else None


def test_first_part_comes_first() -> None:
    assert position(deeds()) == 1


def test_part_that_was_opened_last_goes_on() -> None:
    assert position(deeds(opened={1: 5, 2: 3})) == 1


def test_next_part_follows_what_is_done() -> None:
    assert position(deeds(done={2: 1})) == 3


def test_skipped_part_comes_when_the_last_is_done() -> None:
    assert position(deeds(done={2: 1, 3: 2})) == 1


def test_nothing_follows_when_all_is_done() -> None:
    assert (position(deeds(whole=True)), position(deeds(done={1: 1, 2: 1, 3: 1}))) == (None, None)


def test_part_without_address_is_skipped() -> None:
    units = [UnitRow(id=10, position=1, title="Deel 1", url=None), *UNITS[1:]]
    assert unit_to_go_on_with(units, Deeds(), 1) == UNITS[1]


def test_part_is_done_when_the_package_is() -> None:
    assert deeds(whole=True).is_done(1, 20)


def test_package_without_parts_is_not_done_by_itself() -> None:
    assert not Deeds().is_done(1)


@given(done=st.sets(st.integers(1, 3)), opened=st.sets(st.integers(1, 3)))
def test_there_is_a_part_to_go_on_with_until_the_package_is_done(done: set[int], opened: set[int]) -> None:
    did = deeds(done=dict.fromkeys(done, 1), opened=dict.fromkeys(opened - done, 1))
    assert (position(did) is None) == did.is_done(1) == (len(done) == len(UNITS))
    assert position(did) not in done
