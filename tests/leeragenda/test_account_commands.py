"""`leeragenda user` and `leeragenda token` as a person types them: in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from database.transaction import fetch, fetch_value
from identity.accounts import sign_in
from identity.tokens import actor_of_token
from settings import get_settings
from tests.identity.examples import make_tree

pytestmark = pytest.mark.usefixtures("database")

GROUPS = "from leeragenda.commands.accounts import token_group, user_group"
ALICE = "alice@library.example"


def leeragenda(group: str, *arguments: str) -> tuple[int, list[str], str]:
    """The exit code, the lines on stdout, and stderr. Nobody is there to ask for a password."""
    environment = os.environ | {
        "LEERAGENDA_DATABASE_URL": get_settings().database_url,
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"{GROUPS}; {group}_group()", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


async def test_user_is_added_with_a_password_and_gets_a_token() -> None:
    await make_tree()
    code, lines, _ = leeragenda("user", "add", ALICE, "--role", "programmer", "--organisation", "north")
    assert (code, lines[0]) == (0, f"{ALICE} is programmer of north")
    assert await sign_in(email=ALICE, password=lines[1].removeprefix("Password, shown only now: ")) is not None
    _, token, _ = leeragenda("token", "create", ALICE)
    actor = await actor_of_token(token[0])
    assert actor is not None
    assert actor.email == ALICE


async def test_user_who_has_an_account_keeps_the_password_and_gets_the_role() -> None:
    await make_tree()
    leeragenda("user", "add", ALICE, "--role", "host", "--organisation", "north")
    before = await fetch_value("SELECT password_hash FROM account")
    answer = leeragenda("user", "add", ALICE, "--role", "viewer", "--organisation", "south")
    assert answer == (0, [f"{ALICE} is viewer of south"], "")
    assert await fetch_value("SELECT password_hash FROM account") == before
    assert [row["role"] for row in await fetch("SELECT role FROM role_assignment ORDER BY id")] == ["host", "viewer"]


@pytest.mark.parametrize(
    ("email", "organisation", "reason"),
    [(ALICE, "nowhere", "There is no organisation nowhere."), ("alice", "north", "This is not an e-mail address.")],
)
async def test_user_is_refused_in_one_line_and_leaves_no_account(email: str, organisation: str, reason: str) -> None:
    await make_tree()
    code, lines, error = leeragenda("user", "add", email, "--role", "host", "--organisation", organisation)
    assert (code, lines, reason in error, "Traceback" in error) == (1, [], True, False)
    assert await fetch_value("SELECT count(*) FROM account") == 0


async def test_token_for_nobody_is_refused() -> None:
    assert leeragenda("token", "create", ALICE) == (1, [], f"There is no account for {ALICE}.\n")
