"""When people are forgotten, at a time that the test says it is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from database.transaction import execute, fetch_row, fetch_value
from events.forgetting import NOBODY
from events.registering import Applicant, register
from events.retention import anonymise_past, forget_needs, overdue
from events.tables import Edition, Question
from events.vocabulary import Form, QuestionKind
from tests.builders import a_session, an_edition, seats_taken

pytestmark = pytest.mark.usefixtures("database")

MONTHS = 12
NOW = datetime(2028, 3, 10, 3, 40, tzinfo=UTC)
A_YEAR_AGO = datetime(2027, 3, 10, 3, 40, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def sign_up(session: UUID | None = None, *, edition: UUID | None = None) -> UUID:
    """Long before any of the meetings of these tests."""
    applicant = Applicant(name="Alice Jansen", email="alice@reader.example", party_size=2)
    id_ = (await register(session=session, edition=edition, applicant=applicant)).id
    await execute("UPDATE registration SET created_at = '2027-01-01', changed_at = '2027-01-01'")
    return id_


async def ends(session: UUID, at: datetime) -> None:
    sql = "UPDATE session SET starts_at = $2::timestamptz - interval '2 hours', ends_at = $2 WHERE id = $1"
    await execute(sql, session, at)


async def name_of(registration: UUID) -> str:
    name: str = await fetch_value("SELECT name FROM registration WHERE id = $1", registration)
    return name


@pytest.mark.parametrize(("ended", "named"), [(A_YEAR_AGO - SECOND, NOBODY), (A_YEAR_AGO + SECOND, "Alice Jansen")])
async def test_person_is_forgotten_a_year_after_the_meeting(ended: datetime, named: str) -> None:
    session = await a_session()
    alice = await sign_up(session)
    await ends(session, ended)
    assert await anonymise_past(months=MONTHS, now=NOW) == int(named == NOBODY)
    assert await name_of(alice) == named


async def test_counts_stay_when_people_are_forgotten() -> None:
    session = await a_session(capacity=5)
    await sign_up(session)
    await ends(session, A_YEAR_AGO - SECOND)
    await anonymise_past(months=MONTHS, now=NOW)
    row = await fetch_row("SELECT state, party_size, email FROM registration")
    assert (tuple(row or ()), await seats_taken(session)) == (("confirmed", 2, None), 2)


async def test_group_counts_from_its_last_meeting() -> None:
    edition = await an_edition(form=Form.COHORT)
    first, last = [await a_session(edition=edition, starts_in=timedelta(days=days)) for days in (7, 14)]
    alice = await sign_up(edition=edition.id)
    await ends(first, A_YEAR_AGO - timedelta(days=30))
    await ends(last, A_YEAR_AGO + SECOND)
    assert (await anonymise_past(months=MONTHS, now=NOW), await name_of(alice)) == (0, "Alice Jansen")


async def test_who_gave_the_place_back_is_forgotten_a_year_after_that_in_a_group_that_goes_on() -> None:
    edition = await an_edition(form=Form.GUIDED_TRACK)
    session = await a_session(edition=edition)
    alice = await sign_up(edition=edition.id)
    await ends(session, NOW + timedelta(days=7))
    await execute("UPDATE registration SET state = 'cancelled', changed_at = $1", A_YEAR_AGO - SECOND)
    assert (await anonymise_past(months=MONTHS, now=NOW), await name_of(alice)) == (1, NOBODY)


async def test_group_without_meetings_counts_from_its_last_day() -> None:
    edition = await an_edition(form=Form.GUIDED_TRACK)
    await a_session(edition=edition)
    await sign_up(edition=edition.id)
    await execute("DELETE FROM session")
    await Edition.update({Edition.last_day: datetime(2027, 3, 11, tzinfo=UTC).date()}).where(Edition.id == edition.id)
    assert await anonymise_past(months=MONTHS, now=NOW) == 0
    assert await anonymise_past(months=MONTHS, now=NOW + timedelta(days=2)) == 1


async def test_what_else_is_kept_goes_with_it() -> None:
    session = await a_session()
    alice = await sign_up(session)
    await ends(session, A_YEAR_AGO - SECOND)
    told: list[UUID] = []

    async def also(registrations: list[UUID]) -> None:
        told.extend(registrations)

    await anonymise_past(months=MONTHS, now=NOW, also=also)
    assert told == [alice]


@pytest.mark.parametrize(("hour", "kept"), [(22, "Een stoel vooraan"), (23, "")])
async def test_needs_and_answers_are_kept_until_the_day_after_at_the_place(hour: int, kept: str) -> None:
    """It is winter, so midnight in Amsterdam is 23:00 UTC."""
    edition = await an_edition()
    session = await a_session(edition=edition)
    alice = await sign_up(session)
    await ends(session, datetime(2027, 1, 12, 15, tzinfo=UTC))
    question = Question(activity=edition.activity, position=1, kind=QuestionKind.TEXT, text="Welke telefoon?")
    await question.save()
    await execute("INSERT INTO answer (registration, question, text) VALUES ($1, $2, 'Een oude')", alice, question.id)
    await execute("UPDATE registration SET access_needs = 'Een stoel vooraan'")
    assert await forget_needs(datetime(2027, 1, 12, hour, 30, tzinfo=UTC)) == int(kept == "")
    assert await fetch_value("SELECT access_needs FROM registration") == kept
    assert await fetch_value("SELECT count(*) FROM answer") == int(kept != "")
    assert await name_of(alice) == "Alice Jansen"


async def test_check_says_what_is_kept_too_long_and_nothing_after_the_job() -> None:
    session = await a_session()
    await sign_up(session)
    await ends(session, A_YEAR_AGO - timedelta(days=3))
    await execute("UPDATE registration SET access_needs = 'Een stoel vooraan'")
    said = await overdue(months=MONTHS, now=NOW)
    await anonymise_past(months=MONTHS, now=NOW)
    assert [sentence[:15] for sentence in said] == ["1 registrations"] * 2
    assert await overdue(months=MONTHS, now=NOW) == []


async def test_check_is_quiet_for_a_night() -> None:
    session = await a_session()
    await sign_up(session)
    await ends(session, A_YEAR_AGO - timedelta(days=1))
    assert await overdue(months=MONTHS, now=NOW) == []
