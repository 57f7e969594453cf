from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content_links.licensing.covering import Term, first_day_without

FIRST = date(2027, 1, 1)
DAYS = st.integers(0, 40).map(lambda days: FIRST + timedelta(days=days))
TERMS = st.lists(
    st.builds(
        lambda first, days: Term(first, None if days is None else first + timedelta(days=days)),
        DAYS,
        st.none() | st.integers(0, 20),
    ),
    max_size=5,
)


def day(number: int) -> date:
    return date(2027, 1, number)


def test_without_a_licence_the_first_day_is_not_covered() -> None:
    assert first_day_without([], day(3), day(9)) == day(3)


def test_licences_that_follow_each_other_leave_no_gap() -> None:
    terms = [Term(day(10), day(20)), Term(day(1), day(9))]
    assert first_day_without(terms, day(5), day(15)) is None
    assert first_day_without(terms, day(5), day(25)) == day(21)


def test_day_between_two_licences_is_the_gap() -> None:
    assert first_day_without([Term(day(1), day(9)), Term(day(11))], day(5), day(15)) == day(10)


@given(TERMS, DAYS, DAYS)
def test_it_is_the_first_of_the_days_that_no_term_covers(terms: list[Term], first: date, last: date) -> None:
    days = [first + timedelta(days=number) for number in range(max((last - first).days + 1, 0))]
    bare = [each for each in days if not any(term.covers(each) for term in terms)]
    assert first_day_without(terms, first, last) == (bare[0] if bare else None)
