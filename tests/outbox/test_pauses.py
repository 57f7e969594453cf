from datetime import timedelta

import pytest

from outbox.pauses import pause_after

FIRST = timedelta(seconds=30)
LONGEST = timedelta(days=1)


@pytest.mark.parametrize(
    ("attempts", "pause"),
    [
        (1, timedelta(seconds=30)),
        (2, timedelta(minutes=1)),
        (3, timedelta(minutes=2)),
        (12, timedelta(seconds=30 * 2048)),
        (13, LONGEST),
        (100_000, LONGEST),
    ],
)
def test_pause_after_attempts_doubles_up_to_the_longest(attempts: int, pause: timedelta) -> None:
    assert pause_after(attempts, first=FIRST, longest=LONGEST) == pause
