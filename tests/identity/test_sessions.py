import hashlib

import pytest

from database.transaction import execute, fetch_value
from identity.accounts import create_account, give_role
from identity.actors import Grant
from identity.roles import Role
from identity.sessions import actor_of_session, close_session, close_sessions, open_session, purge_sessions
from tests.identity.examples import PASSWORD, make_tree

pytestmark = pytest.mark.usefixtures("database")


async def alice() -> int:
    return (await create_account(email="alice@library.example", name="Alice", password=PASSWORD)).id


async def test_session_says_who_it_is_and_with_which_roles() -> None:
    account = await alice()
    await make_tree()
    await give_role(email="alice@library.example", role=Role.HOST, organisation_slug="north")
    actor = await actor_of_session(await open_session(account))
    assert actor is not None
    north = await fetch_value("SELECT id FROM organisation WHERE slug = 'north'")
    assert (actor.account_id, actor.called, actor.grants) == (account, "Alice", (Grant(Role.HOST, north),))


async def test_session_is_kept_as_the_hash_of_its_key_only() -> None:
    key = await open_session(await alice())
    kept = await fetch_value("SELECT key_hash FROM staff_session")
    assert (len(key), kept) == (43, hashlib.sha256(key.encode()).hexdigest())


async def test_session_replaces_the_one_that_the_browser_had() -> None:
    account = await alice()
    former = await open_session(account)
    key = await open_session(account, instead_of=former)
    assert await actor_of_session(former) is None
    assert await actor_of_session(key) is not None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE staff_session SET last_seen_at = now() - interval '8 hours 1 minute'",
        "UPDATE staff_session SET expires_at = now() - interval '1 second'",
        "UPDATE account SET active = false",
    ],
)
async def test_session_ends_when_unused_too_old_or_of_a_closed_account(change: str) -> None:
    key = await open_session(await alice())
    await execute(change)
    assert await actor_of_session(key) is None


async def test_session_that_is_used_goes_on() -> None:
    key = await open_session(await alice())
    await execute("UPDATE staff_session SET last_seen_at = now() - interval '7 hours'")
    assert await actor_of_session(key) is not None
    assert await fetch_value("SELECT last_seen_at > now() - interval '1 minute' FROM staff_session")


async def test_session_ends_alone_or_with_all_others() -> None:
    account = await alice()
    keys = [await open_session(account) for _ in range(3)]
    await close_session(keys[0])
    assert [await actor_of_session(key) is not None for key in keys] == [False, True, True]
    await close_sessions(account)
    assert [await actor_of_session(key) is not None for key in keys] == [False, False, False]


async def test_sessions_whose_time_is_up_are_forgotten() -> None:
    account = await alice()
    for change in ("expires_at = now() - interval '1 second'", "last_seen_at = now() - interval '9 hours'"):
        await open_session(account)
        await execute(f"UPDATE staff_session SET {change}")  # noqa: S608  from this test
    key = await open_session(account)
    await purge_sessions()
    assert await fetch_value("SELECT count(*) FROM staff_session") == 1
    assert await actor_of_session(key) is not None
