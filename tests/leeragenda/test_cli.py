"""The commands as a person types them, each in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from database.transaction import execute
from devservices.valkey import start_valkey
from leeragenda.cli import COMMANDS, main
from settings import get_settings
from tests.builders import a_session

SOURCE = str(Path(__file__).parents[2] / "src")
NOTHING_SET = {"LEERAGENDA_DATABASE_URL": "", "LEERAGENDA_REDIS_URL": "", "LEERAGENDA_SMTP_URL": ""}
NAMED = "LEERAGENDA_DATABASE_URL, LEERAGENDA_REDIS_URL, LEERAGENDA_SMTP_URL"


def leeragenda(*arguments: str, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "leeragenda.cli", *arguments],
        env=os.environ | {"PYTHONPATH": SOURCE} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def services() -> Iterator[dict[str, str]]:
    """The settings of an installation in which everything is there."""
    with start_valkey() as valkey:
        yield {
            "LEERAGENDA_DATABASE_URL": get_settings().database_url,
            "LEERAGENDA_REDIS_URL": valkey.url,
            "LEERAGENDA_SMTP_URL": "smtp://127.0.0.1:1",
        }


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_can_be_found(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name


def test_unknown_command_is_refused() -> None:
    code, _, errors = leeragenda("sreve")
    assert code == 2
    assert "No such command 'sreve'" in errors


@pytest.mark.parametrize("process", ["serve", "worker"])
def test_process_without_settings_names_each(process: str) -> None:
    code, output, errors = leeragenda(process, **NOTHING_SET)
    assert (code, output) == (1, "")
    assert errors == f"Error: These settings are missing or not fit for production: {NAMED}\n"


def test_migrate_without_database_says_so() -> None:
    code, _, errors = leeragenda("migrate", LEERAGENDA_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert code == 1
    assert errors.startswith("The database cannot be reached. Is LEERAGENDA_DATABASE_URL right?")
    assert len(errors.splitlines()) == 1


@pytest.mark.usefixtures("database")
def test_migrate_of_a_database_up_to_date_does_nothing(services: dict[str, str]) -> None:
    assert leeragenda("migrate", **services) == (0, "The database is up to date.\n", "")


@pytest.mark.usefixtures("database")
def test_check_of_a_whole_installation_is_silent(services: dict[str, str]) -> None:
    assert leeragenda("check", **services) == (0, "All is well.\n", "")


@pytest.mark.usefixtures("database")
async def test_check_prints_a_line_for_what_is_wrong(services: dict[str, str]) -> None:
    session = await a_session(capacity=4)
    await execute("UPDATE session SET seats_taken = 3 WHERE id = $1", session)

    code, output, errors = leeragenda("check", **services | {"LEERAGENDA_SMTP_URL": ""})

    assert (code, output) == (1, "")
    assert errors.splitlines() == [
        "LEERAGENDA_SMTP_URL is missing or not fit for production",
        "1 sessions count other seats than their registrations take",
    ]


def test_check_without_services_names_both() -> None:
    nowhere = {
        "LEERAGENDA_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "LEERAGENDA_REDIS_URL": "redis://127.0.0.1:1",
        "LEERAGENDA_SMTP_URL": "smtp://127.0.0.1:1",
    }
    code, _, errors = leeragenda("check", **nowhere)
    assert code == 1
    assert [line.partition(":")[0] for line in errors.splitlines()] == [
        "Redis does not answer",
        "The database does not answer",
    ]
