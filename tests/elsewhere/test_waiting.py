"""When an address wants to be asked again."""

from datetime import UTC, datetime

import pytest

from elsewhere.asking import Answer
from elsewhere.waiting import seconds_to_wait

NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("0", 60),
        ("99999999999999", 86_400),
        ("Mon, 04 Jan 2027 08:05:00 GMT", 300),
        ("Mon, 04 Jan 2027 07:00:00 GMT", 60),
        ("Mon, 01 Feb 2027 08:00:00 GMT", 86_400),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_between_a_minute_and_a_day(said: str, seconds: int | None) -> None:
    answer = Answer(503, {"retry-after": said}, b"", "https://a.example/")
    assert seconds_to_wait(answer, now=NOW) == seconds
