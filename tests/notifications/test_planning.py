"""The rule of which mails are due, on plain values."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.planning import Seat, Told, due_mails
from notifications.vocabulary import MessageKind
from notifications.windows import is_daytime, soon_told_before, told_before

ZONE = "Europe/Amsterdam"
MONDAY = date(2027, 1, 11)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ALICE = "alice@reader.example"


def on(days: int, hour: int = 14, minute: int = 0) -> datetime:
    """A time in Amsterdam so many days from that Monday."""
    return datetime.combine(MONDAY + timedelta(days=days), time(hour, minute), ZoneInfo(ZONE)).astimezone(UTC)


def seat(starts_at: datetime, number: int = 1, **more: object) -> Seat:
    values = {"email": ALICE, "activity": number, "timezone": ZONE, "changed_at": LONG_AGO, "reminder_days": (7, 1)}
    return Seat(registration=UUID(int=number), session=UUID(int=100 + number), starts_at=starts_at, **(values | more))  # type: ignore[arg-type]


def live(seats: Collection[Seat], *, until: datetime, since: datetime | None = None, every: int = 1) -> list[Told]:
    """All mails when a worker looks every so many hours, by the half hour."""
    told: list[Told] = []
    now = since or on(-10, 0, 30)
    while now < until:
        told += due_mails(list(seats), told, now)
        now += timedelta(hours=every)
    return told


def said(mails: Collection[Told]) -> list[tuple[str, int, str]]:
    """Kind, offset and the local day and hour of each."""
    return [(each.kind.value, each.offset, f"{each.at.astimezone(ZoneInfo(ZONE)):%a %H}") for each in mails]


def test_reminders_go_in_the_morning_so_many_days_before() -> None:
    assert said(live([seat(on(3))], until=on(4))) == [("reminder", 7, "Thu 09"), ("reminder", 1, "Wed 09")]


def test_reminder_of_hours_goes_the_evening_before_when_it_would_fall_in_the_quiet_hours() -> None:
    late, early = (
        seat(on(3), reminder_days=(), reminder_hours=(3,)),
        seat(on(3, 10), reminder_days=(), reminder_hours=(2,)),
    )

    assert said(live([late], until=on(4))) == [("soon", 3, "Thu 11")]
    assert said(live([early], until=on(4))) == [("soon", 2, "Wed 20")]


def test_reminder_of_hours_does_not_come_on_the_evening_of_another_reminder() -> None:
    both = seat(on(3, 10), reminder_days=(1,), reminder_hours=(2,))

    assert said(live([both], until=on(4))) == [("reminder", 1, "Wed 09")]


def test_prepare_takes_the_place_of_the_reminder_of_the_same_morning() -> None:
    both = seat(on(4), reminder_days=(3, 1), prepare_days=(3,), opens_days=(-7,))

    assert said(live([both], until=on(5))) == [("prepare", 3, "Tue 09"), ("reminder", 1, "Thu 09")]


def test_prepare_waits_for_what_is_not_open_yet_and_the_reminder_does_not() -> None:
    later = seat(on(4), reminder_days=(4,), prepare_days=(4,), opens_days=(-3,))
    never = seat(on(4), reminder_days=(3,), prepare_days=(3,), opens_days=(0,))

    assert said(live([later], until=on(5))) == [("reminder", 4, "Mon 09"), ("prepare", 4, "Tue 09")]
    assert said(live([never], until=on(5))) == [("reminder", 3, "Tue 09")]


def test_two_activities_in_a_week_make_one_mail_on_monday() -> None:
    week = [seat(on(3), 1), seat(on(5), 2)]

    mails = live(week, until=on(7))

    assert said(mails) == [("digest", 0, "Mon 09"), ("reminder", 1, "Wed 09"), ("reminder", 1, "Fri 09")]
    assert mails[0].seats == {(each.registration, each.session) for each in week}


def test_digest_is_a_reminder_of_what_comes_the_next_days() -> None:
    tuesday, wednesday, friday = (
        seat(on(1), 1, reminder_hours=(2,)),
        seat(on(2), 2, reminder_hours=(2,)),
        seat(on(4), 3),
    )

    mails = live([tuesday, wednesday, friday], until=on(7))

    # Wednesday's reminder of a day before would go on Tuesday, the day after the digest.
    assert said(mails) == [("digest", 0, "Mon 09"), ("soon", 2, "Wed 12"), ("reminder", 1, "Thu 09")]


def test_two_sessions_of_one_activity_are_no_digest() -> None:
    first, second = seat(on(3), 1), replace(seat(on(5), 2), activity=1)

    assert "digest" not in {kind for kind, _, _ in said(live([first, second], until=on(7)))}


def test_who_wants_no_digest_gets_the_reminders() -> None:
    week = [seat(on(3), 1, wants_digest=False), seat(on(5), 2, wants_digest=False)]

    assert [kind for kind, _, _ in said(live(week, until=on(7)))] == ["reminder"] * 4


def test_digest_comes_on_the_first_morning_that_it_holds() -> None:
    known, new = seat(on(4), 1), seat(on(5), 2, changed_at=on(1, 22))

    alone, together = live([known], until=on(1, 22)), live([known, new], since=on(1, 22, 30), until=on(6))

    assert said(alone) == [("reminder", 7, "Fri 09")]
    # Both were just told on the day before: by the sign-up, and not at all.
    assert said(together)[0] == ("digest", 0, "Wed 09")


def test_digest_of_what_was_just_signed_up_for_waits_a_day() -> None:
    week = [seat(on(2), 1, changed_at=on(-1)), seat(on(4), 2, changed_at=on(-1))]

    assert said(live(week, since=on(-1, 15), until=on(5))) == [("digest", 0, "Tue 09"), ("reminder", 1, "Thu 09")]


def test_sunday_to_monday_is_another_week() -> None:
    assert "digest" not in {kind for kind, _, _ in said(live([seat(on(6), 1), seat(on(7), 2)], until=on(8)))}


def test_moved_session_is_reminded_of_anew() -> None:
    moved = seat(on(9), reminder_days=(1,), reminder_hours=(2,))
    before = live([replace(moved, starts_at=on(2))], until=on(2, 13))
    change = Told(
        kind=MessageKind.UPDATE,
        email=ALICE,
        seats=frozenset({(moved.registration, moved.session)}),
        when=datetime(2027, 1, 13, 14),  # noqa: DTZ001  local
        offset=1,
        at=on(2, 13),
    )

    later: list[Told] = []
    for hour in range(24 * 8):
        later += due_mails([moved], [*before, change, *later], on(2, 13, 30) + timedelta(hours=hour))

    assert said(before) == [("reminder", 1, "Tue 09"), ("soon", 2, "Wed 12")]
    assert said(later) == [("reminder", 1, "Tue 09"), ("soon", 2, "Wed 12")]


def test_after_a_day_of_downtime_mails_go_once_or_not_at_all() -> None:
    plan = seat(on(4), reminder_days=(7, 4, 3, 1), reminder_hours=(4,), prepare_days=(3,), opens_days=(-7,))

    after = live([plan], since=on(2, 12, 30), until=on(5))

    # That of seven and four days have become pointless, and what to prepare with says what that of three days said.
    assert said(after) == [("prepare", 3, "Wed 12"), ("reminder", 1, "Thu 09"), ("soon", 4, "Fri 10")]
    assert said(live([plan], since=on(4, 12, 30), until=on(5))) == []


PLANS = st.fixed_dictionaries(
    {
        "reminder_days": st.sets(st.integers(0, 9), max_size=3),
        "reminder_hours": st.sets(st.integers(1, 48), max_size=2),
        "prepare_days": st.sets(st.integers(0, 6), max_size=2),
        "opens_days": st.sets(st.integers(-9, 0), max_size=2),
    }
)


@st.composite
def seats(draw: st.DrawFn) -> list[Seat]:
    """What one person has within two weeks, signed up for at some time."""
    plans = draw(
        st.lists(st.tuples(PLANS, st.integers(0, 14 * 24 * 4), st.integers(0, 14 * 24 * 4)), min_size=1, max_size=4)
    )
    return [
        seat(
            on(0, 0) + timedelta(minutes=15 * start),
            number,
            changed_at=min(
                on(0, 0) - timedelta(minutes=15 * ago) + timedelta(days=4), on(0, 0) + timedelta(minutes=15 * start)
            ),
            **plan,
        )
        for number, (plan, start, ago) in enumerate(plans, start=1)
    ]


@given(mine=seats(), every=st.sampled_from([1, 2, 5, 30]))
@settings(max_examples=60, deadline=None)
def test_nobody_gets_two_mails_about_the_same_thing(mine: list[Seat], every: int) -> None:
    """However often the worker looks: not at night, once for each offset, and none of what was just told."""
    by_id = {(each.registration, each.session): each for each in mine}

    mails = live(mine, since=on(-9, 0, 30), until=on(15), every=every)

    assert all(is_daytime(each.at, ZONE) for each in mails)
    for number, mail in enumerate(mails):
        before = mails[:number]
        for about in mail.seats:
            _assert_is_news(mail, by_id[about], [each for each in before if about in each.seats])


def _assert_is_news(mail: Told, of: Seat, before: list[Told]) -> None:
    assert of.starts_at > mail.at
    assert not [each for each in before if (each.kind, each.offset) == (mail.kind, mail.offset)]
    if mail.kind == MessageKind.REMINDER:
        _assert_fresh(of, before, told_before(of.starts_at, mail.offset, ZONE))
    if mail.kind == MessageKind.SOON:
        _assert_fresh(of, before, soon_told_before(of.starts_at, mail.offset, ZONE))
    on_that_day = [each for each in before if each.at.astimezone(ZoneInfo(ZONE)).date() == _day(mail.at)]
    if mail.kind in (MessageKind.REMINDER, MessageKind.PREPARE):
        assert MessageKind.DIGEST not in {each.kind for each in on_that_day}


def _assert_fresh(of: Seat, before: list[Told], since: datetime) -> None:
    assert of.changed_at <= since
    assert not [each for each in before if each.kind != MessageKind.DIGEST and each.at > since]


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(ZONE)).date()


@pytest.mark.parametrize("days", [2, 5])
def test_late_second_activity_after_the_digest_has_its_own_reminders(days: int) -> None:
    week = [seat(on(1), 1), seat(on(2), 2)]
    digest = live(week, since=on(0, 0, 30), until=on(0, 10))
    later = seat(on(6), 3, changed_at=on(0, 11), reminder_days=(days,))

    more: list[Told] = []
    for hour in range(24 * 6):
        more += due_mails([*week, later], [*digest, *more], on(0, 11, 30) + timedelta(hours=hour))

    # It was signed up for an hour after the digest: too short before the reminder of five days.
    assert [each.offset for each in more if each.kind == MessageKind.REMINDER] == ([2] if days == 2 else [])
