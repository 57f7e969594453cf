import pytest
from argon2 import PasswordHasher, Type
from pydantic import ValidationError

from database.transaction import execute, fetch, fetch_value
from identity.accounts import account_by_email, create_account, give_role, set_password, sign_in
from identity.errors import EmailTaken, PasswordTooLong, PasswordTooShort, UnknownAccount
from identity.roles import Role
from places.errors import UnknownOrganisation
from tests.conftest import HASHER_OF_PRODUCT
from tests.identity.examples import PASSWORD, make_tree

pytestmark = pytest.mark.usefixtures("database")


async def test_account_signs_in_with_its_password_in_any_capitals_of_the_address() -> None:
    account = await create_account(email="Alice@Library.example", name="Alice", password=PASSWORD)
    assert account.email == "alice@library.example"
    assert await sign_in(email=" ALICE@library.example", password=PASSWORD) == account


def test_hashes_of_passwords_cost_what_rfc_9106_asks_for() -> None:
    """Section 4: the second recommended option."""
    hasher = HASHER_OF_PRODUCT
    assert (hasher.type, hasher.time_cost, hasher.memory_cost, hasher.parallelism) == (Type.ID, 3, 64 * 1024, 4)


async def test_account_keeps_no_password_but_an_argon2id_hash() -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    hashed = await fetch_value("SELECT password_hash FROM account")
    assert (hashed[:10], PASSWORD in hashed) == ("$argon2id$", False)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("alice@library.example", "correct horse batterx"),
        ("alice@library.example", ""),
        ("alice@library.example", "x" * 100_000),
        ("bob@library.example", PASSWORD),
    ],
)
async def test_account_refuses_a_wrong_password_and_an_unknown_address_alike(email: str, password: str) -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    assert await sign_in(email=email, password=password) is None


async def test_account_that_is_closed_cannot_sign_in() -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    await execute("UPDATE account SET active = false")
    assert await sign_in(email="alice@library.example", password=PASSWORD) is None


async def test_account_with_a_hash_of_weaker_parameters_gets_a_stronger_one_at_sign_in() -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    await execute("UPDATE account SET password_hash = $1", weak)
    assert await sign_in(email="alice@library.example", password=PASSWORD) is not None
    assert await fetch_value("SELECT password_hash FROM account") != weak
    assert await sign_in(email="alice@library.example", password=PASSWORD) is not None


async def test_account_is_refused_for_an_address_that_has_one() -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    with pytest.raises(EmailTaken):
        await create_account(email="ALICE@library.example", password=PASSWORD)


async def test_account_is_refused_for_what_is_no_address() -> None:
    with pytest.raises(ValidationError):
        await create_account(email="alice", password=PASSWORD)


@pytest.mark.parametrize(("length", "error"), [(11, PasswordTooShort), (201, PasswordTooLong)])
async def test_account_is_refused_for_a_password_of_the_wrong_length(length: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        await create_account(email="alice@library.example", password="x" * length)
    assert await fetch_value("SELECT count(*) FROM account") == 0


async def test_new_password_replaces_the_old_and_signs_browsers_out() -> None:
    account = await create_account(email="alice@library.example", password=PASSWORD)
    await execute(
        "INSERT INTO staff_session (id, account, key_hash, expires_at) VALUES (gen_random_uuid(), $1, 'x', now())",
        account.id,
    )
    await set_password(email="alice@library.example", password="another horse battery")
    assert await sign_in(email="alice@library.example", password=PASSWORD) is None
    assert await sign_in(email="alice@library.example", password="another horse battery") == account
    assert await fetch_value("SELECT count(*) FROM staff_session") == 0


async def test_account_that_is_unknown_is_named() -> None:
    with pytest.raises(UnknownAccount, match=r"There is no account for nobody@library\.example\."):
        await account_by_email("nobody@library.example")


async def test_role_given_twice_is_there_once() -> None:
    await make_tree()
    await create_account(email="alice@library.example", password=PASSWORD)
    for _ in range(2):
        await give_role(email="alice@library.example", role=Role.HOST, organisation_slug="north")
    assert [row["role"] for row in await fetch("SELECT role FROM role_assignment")] == ["host"]


async def test_role_at_an_unknown_organisation_is_refused() -> None:
    await create_account(email="alice@library.example", password=PASSWORD)
    with pytest.raises(UnknownOrganisation):
        await give_role(email="alice@library.example", role=Role.HOST, organisation_slug="nowhere")
