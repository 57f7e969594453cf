from datetime import UTC, date, datetime, timedelta

import pytest

from events.vocabulary import RegistrationState
from leeragenda.demo.crowd import Crowd, coming, email_address, heads, past
from leeragenda.demo.loading import load_world

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = load_world().names


def test_email_addresses_reach_nobody_and_differ_from_each_other() -> None:
    assert email_address("Beata Wiśniewska") == "beata.wisniewska@post.example"
    assert email_address("Orhan Çelik") == "orhan.celik@post.example"
    assert len({email_address(name) for name in NAMES}) == len(NAMES)


def test_crowd_has_nobody_twice_in_a_group_and_everybody_can_be_reached_in_one_way() -> None:
    people = Crowd(NAMES).take(60)

    assert len({person.name for person in people}) == 60
    assert [person for person in people if (person.email is None) == (person.phone is None)] == []
    assert len([person for person in people if person.email]) == 48


def test_crowd_when_there_are_not_so_many_people() -> None:
    with pytest.raises(ValueError, match="3 people are more than the 2"):
        Crowd(["Ada Smit", "Bo Kuik"]).take(3)


def test_who_waits_signed_up_after_who_has_a_place() -> None:
    sign_ups = coming(Crowd(NAMES), people=8, waiting=3, until=NOW)

    assert [each.state for each in sign_ups] == [RegistrationState.CONFIRMED] * 8 + [RegistrationState.WAITING] * 3
    assert [each.at for each in sign_ups] == sorted(each.at for each in sign_ups)
    assert NOW - timedelta(days=21) < sign_ups[0].at < sign_ups[-1].at < NOW


def test_who_was_there_last_week_has_no_address_for_a_follow_up() -> None:
    last_week = past(Crowd(NAMES), 14, NOW - timedelta(days=3), NOW)
    last_month = past(Crowd(NAMES), 14, NOW - timedelta(days=30), NOW)

    assert [each.person.email for each in last_week] == [None] * 14
    assert any(each.person.email for each in last_month)
    assert [each.state for each in last_month].count(RegistrationState.NO_SHOW) == 2


def test_heads_lie_between_both_and_stay_what_they_were() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(200)]

    counted = [heads(4, 11, "de-waaier", day) for day in days]

    assert set(counted) == set(range(4, 12))
    assert counted == [heads(4, 11, "de-waaier", day) for day in days]
