from datetime import date

import pytest
from pydantic import ValidationError

from planner.board_window import BoardAsked, Window

TUESDAY = date(2027, 1, 12)


def asked(**fields: str) -> BoardAsked:
    return BoardAsked.read(fields.items())


def test_week_runs_from_monday_to_sunday() -> None:
    assert asked().window(TUESDAY) == Window(first=date(2027, 1, 11), last=date(2027, 1, 17))


def test_month_is_the_whole_month_of_its_day() -> None:
    window = asked(view="month", date="2028-02-10").window(TUESDAY)
    assert (window.first, window.last, len(window.days)) == (date(2028, 2, 1), date(2028, 2, 29), 29)


def test_address_keeps_what_was_asked_and_leaves_out_what_is_usual() -> None:
    board = asked(view="month", date="2027-01-12", location="centrale", organisation="")
    assert board.address() == "/planner/board?view=month&date=2027-01-12&location=centrale"
    assert board.address(view=None, day=None) == "/planner/board?location=centrale"
    assert board.address(look="table", day=None, view=None) == "/planner/board?as=table&location=centrale"


def test_earlier_and_later_join_without_a_gap() -> None:
    board = asked(date="2027-01-12")
    assert (board.earlier(TUESDAY), board.later(TUESDAY)) == (
        "/planner/board?date=2027-01-10",
        "/planner/board?date=2027-01-18",
    )


@pytest.mark.parametrize(
    "fields",
    [{"view": "year"}, {"date": "gisteren"}, {"date": "1800-01-01"}, {"location": "De Haven"}, {"room": "1"}],
)
def test_unknown_names_and_values_are_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        asked(**fields)
