import pytest

from content_links.suggesting.levels import levels_apart


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("A2", "A2", 0),
        ("A2", "b1", 1),
        ("A1", "B1", 2),
        ("A1-A2", "B1", 1),
        ("1F", "2F", 1),
        ("A2", "1F", None),
        ("", "A2", None),
        ("beginners", "A2", None),
    ],
)
def test_levels_are_so_many_steps_apart(one: str, other: str, apart: int | None) -> None:
    assert levels_apart(one, other) == apart
    assert levels_apart(other, one) == apart
