from datetime import UTC, datetime, timedelta

import pytest

from database.transaction import execute
from events.minimums import below_minimum, warn_below_minimum
from events.registering import Applicant, register
from events.vocabulary import Form
from tests.builders import a_session, an_edition, facts

pytestmark = pytest.mark.usefixtures("database")

WEEK = timedelta(days=7)


async def test_session_with_too_few_people_is_told_once_three_days_before() -> None:
    session = await a_session(starts_in=timedelta(days=2))
    await execute("UPDATE session SET minimum = 2")
    assert [await warn_below_minimum(), await warn_below_minimum()] == [1, 0]
    assert await facts() == ["minimum_not_met"]
    short = (await below_minimum(now=datetime.now(UTC), within=WEEK))[0]
    assert (short.session, short.people, short.minimum) == (session, 0, 2)


async def test_session_with_enough_people_is_not_told() -> None:
    session = await a_session(starts_in=timedelta(days=2))
    await register(session=session, applicant=Applicant(name="Alice", email="alice@reader.example", party_size=2))
    await execute("UPDATE session SET minimum = 2")
    assert await warn_below_minimum() == 0


async def test_session_further_away_can_still_fill() -> None:
    await a_session(starts_in=timedelta(days=4))
    await execute("UPDATE session SET minimum = 2")
    assert await warn_below_minimum() == 0
    assert len(await below_minimum(now=datetime.now(UTC), within=WEEK)) == 1


async def test_session_has_the_minimum_of_its_edition() -> None:
    await a_session(starts_in=timedelta(days=2))
    await execute("UPDATE edition SET minimum = 4")
    assert [each.minimum for each in await below_minimum(now=datetime.now(UTC), within=WEEK)] == [4]


async def test_group_is_told_before_its_first_meeting() -> None:
    edition = await an_edition(form=Form.COHORT)
    await a_session(edition=edition, starts_in=timedelta(days=1))
    await a_session(edition=edition, starts_in=timedelta(days=8))
    await execute("UPDATE edition SET minimum = 4")
    found = await below_minimum(now=datetime.now(UTC), within=WEEK)
    assert [(each.session, each.edition, each.minimum) for each in found] == [(None, edition.id, 4)]


async def test_minimum_of_others_is_not_shown() -> None:
    await a_session(starts_in=timedelta(days=2))
    await execute("UPDATE session SET minimum = 2")
    assert await below_minimum(now=datetime.now(UTC), within=WEEK, organisations=[-1]) == []
