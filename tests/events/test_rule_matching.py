from datetime import date, time

from events.rule_matching import KnownRule, Timing, match_rules

MONDAY = Timing("FREQ=WEEKLY;BYDAY=MO", time(13), time(14))
TUESDAY = Timing("FREQ=WEEKLY;BYDAY=TU", time(18), time(19))
FRIDAY = Timing("FREQ=WEEKLY;BYDAY=FR", time(9), time(10))


def known(number: int, timing: Timing) -> KnownRule:
    return KnownRule(id=number, first_day=date(2027, 1, 4), last_day=None, timing=timing, skip=())


def matched(lines: list[Timing], rules: list[KnownRule]) -> list[int | None]:
    return [rule.id if rule else None for rule in match_rules(lines, lambda timing: timing, rules)]


def test_same_timing_is_the_same_rule_in_any_order() -> None:
    assert matched([TUESDAY, MONDAY], [known(1, MONDAY), known(2, TUESDAY)]) == [2, 1]


def test_only_line_is_the_only_rule_changed() -> None:
    assert matched([FRIDAY], [known(1, MONDAY)]) == [1]


def test_changed_line_is_the_rule_that_no_other_line_is() -> None:
    assert matched([FRIDAY, MONDAY], [known(1, MONDAY), known(2, TUESDAY)]) == [2, 1]


def test_changed_line_is_the_rule_that_is_most_like_it() -> None:
    later_on_monday = Timing(MONDAY.rrule, time(15), time(16))
    other_day = Timing("FREQ=WEEKLY;BYDAY=WE", TUESDAY.starts_at, TUESDAY.ends_at)

    assert matched([other_day, later_on_monday], [known(1, MONDAY), known(2, TUESDAY)]) == [2, 1]


def test_line_too_many_is_a_new_rule() -> None:
    assert matched([FRIDAY, MONDAY, TUESDAY], [known(1, MONDAY), known(2, TUESDAY)]) == [None, 1, 2]


def test_unknown_line_with_fewer_lines_than_rules_is_a_new_rule() -> None:
    assert matched([FRIDAY], [known(1, MONDAY), known(2, TUESDAY)]) == [None]
