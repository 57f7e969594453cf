"""`leeragenda person` as a person types it: in a process of its own."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from database.transaction import execute, fetch_row, fetch_value
from events.forgetting import forget_registrations
from events.registering import Applicant, register
from leeragenda.checking import _data_problems
from leeragenda.worker import crons, forget_people
from settings import get_settings
from tests.builders import a_session, seats_taken

pytestmark = pytest.mark.usefixtures("database")

ALICE = "alice@reader.example"


def leeragenda(*arguments: str) -> tuple[int, str, str]:
    """The exit code, stdout and stderr."""
    environment = os.environ | {
        "LEERAGENDA_DATABASE_URL": get_settings().database_url,
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "leeragenda.cli", "person", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


async def test_person_is_exported_as_json() -> None:
    await register(session=await a_session(), applicant=Applicant(name="Alice", email=ALICE))
    code, said, _ = leeragenda("export", ALICE)
    assert (code, json.loads(said)["registrations"][0]["name"]) == (0, "Alice")


async def test_nobody_is_exported() -> None:
    code, said, error = leeragenda("export", ALICE)
    assert (code, said, error) == (1, "", f"Nothing is kept about {ALICE}.\n")


async def test_person_without_an_address_is_forgotten_by_the_id_of_the_registration() -> None:
    session = await a_session()
    alice = (await register(session=session, applicant=Applicant(name="Alice", phone="06 1234 5678"))).id
    bob = (await register(session=session, applicant=Applicant(name="Bob", phone="06 1234 5679"))).id
    said = leeragenda("delete", str(alice), "--yes")
    assert said == (0, "1 registrations forgotten, 1 places given back\n", "")
    named = "SELECT array_agg(id) FROM registration WHERE phone IS NOT NULL"
    assert (await fetch_value(named), await seats_taken(session)) == ([bob], 1)


async def test_person_is_forgotten_with_a_last_mail() -> None:
    await register(session=await a_session(), applicant=Applicant(name="Alice", email=ALICE))
    code, _, _ = leeragenda("delete", ALICE, "--yes", "--locale", "en")
    row = await fetch_row("SELECT kind, recipient, payload ->> 'locale' FROM message")
    assert (code, tuple(row or ())) == (0, ("farewell", ALICE, "en"))


async def test_nobody_is_forgotten_without_a_yes() -> None:
    await register(session=await a_session(), applicant=Applicant(name="Alice", email=ALICE))
    code, _, _ = leeragenda("delete", ALICE)
    assert (code, await fetch_value("SELECT email FROM registration")) == (1, ALICE)


async def test_worker_forgets_people_every_night_and_check_says_when_it_did_not() -> None:
    session = await a_session()
    await register(session=session, applicant=Applicant(name="Alice", email=ALICE))
    long_ago = datetime.now(UTC) - timedelta(days=400)
    await execute("UPDATE registration SET created_at = $1", long_ago - timedelta(days=30))
    await execute("UPDATE session SET starts_at = $1::timestamptz - interval '1 hour', ends_at = $1", long_ago)
    [before] = await retention_problems()
    await forget_people({})
    assert "forget_people" in {cron.coroutine.__name__ for cron in crons()}
    assert before == "1 registrations name people after their time: does a worker run?"
    assert await retention_problems() == []
    assert await fetch_value("SELECT email FROM registration") is None


async def test_check_says_which_mails_name_somebody_who_was_forgotten() -> None:
    alice = (await register(session=await a_session(), applicant=Applicant(name="Alice", email=ALICE))).id
    await execute(
        "INSERT INTO message (kind, recipient, subject, registration) VALUES ('x', $1, 'x', $2)", ALICE, alice
    )
    assert await retention_problems() == []
    await forget_registrations([alice])
    assert await retention_problems() == ["1 messages name people who were forgotten"]


async def retention_problems() -> list[str]:
    return [problem for problem in await _data_problems() if "name people" in problem]
