import hashlib

import pytest

from database.transaction import execute, fetch_value
from identity.accounts import create_account
from identity.actors import Grant
from identity.errors import UnknownAccount
from identity.roles import Role
from identity.tokens import actor_of_token, create_token, revoke_token
from tests.identity.examples import PASSWORD, make_tree, token_of

pytestmark = pytest.mark.usefixtures("database")


async def test_token_says_who_has_it_and_with_which_roles() -> None:
    await make_tree()
    token = await token_of("alice@library.example", Role.HOST, "north")
    actor = await actor_of_token(token)
    assert actor is not None
    north = await fetch_value("SELECT id FROM organisation WHERE slug = 'north'")
    assert (actor.email, actor.grants) == ("alice@library.example", (Grant(Role.HOST, north),))


async def test_token_is_kept_as_its_hash_only() -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    token = await create_token(email="alice@library.example")
    kept = await fetch_value("SELECT token_hash FROM api_token")
    assert (len(token), kept) == (43, hashlib.sha256(token.encode()).hexdigest())


async def test_token_of_an_account_without_roles_grants_nothing() -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    actor = await actor_of_token(await create_token(email="alice@library.example"))
    assert actor is not None
    assert actor.grants == ()


async def test_token_that_is_revoked_or_of_a_closed_account_is_nobodys() -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    revoked, other = [await create_token(email="alice@library.example") for _ in range(2)]
    await revoke_token(token=revoked)
    assert await actor_of_token(revoked) is None
    assert await actor_of_token(other) is not None
    await execute("UPDATE account SET active = false")
    assert await actor_of_token(other) is None


async def test_token_is_refused_to_who_has_no_account() -> None:
    with pytest.raises(UnknownAccount):
        await create_token(email="nobody@library.example")
