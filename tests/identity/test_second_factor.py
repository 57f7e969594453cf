import asyncio
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from database.transaction import execute
from identity.accounts import create_account
from identity.errors import TooManyAttempts, WrongCode
from identity.second_factor import begin_setup, check_code, confirm_setup, recovery_codes_left, remove_second_factor
from settings import get_settings
from tests.identity.examples import PASSWORD

pytestmark = pytest.mark.usefixtures("database")


async def alice() -> int:
    return (await create_account(email="alice@library.example", password=PASSWORD)).id


async def turn_on(account: int) -> tuple[pyotp.TOTP, list[str]]:
    """Her app and recovery codes; the code of now has not been used."""
    setup = begin_setup(account, "alice@library.example")
    app = pyotp.parse_uri(setup.address)
    assert isinstance(app, pyotp.TOTP)
    codes = await confirm_setup(account, setup.sealed, app.now())
    await execute("UPDATE account SET totp_last_step = NULL")
    return app, codes


async def test_code_works_once() -> None:
    account = await alice()
    app, _ = await turn_on(account)
    code = app.now()
    await check_code(account, code)
    with pytest.raises(WrongCode):
        await check_code(account, code)


async def test_code_that_is_sent_many_times_at_once_works_once() -> None:
    account = await alice()
    app, _ = await turn_on(account)
    code = app.now()
    results = await asyncio.gather(*(check_code(account, code) for _ in range(8)), return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["NoneType"] + ["WrongCode"] * 7


async def test_code_that_was_used_to_begin_does_not_sign_in() -> None:
    account = await alice()
    setup = begin_setup(account, "alice@library.example")
    code = pyotp.TOTP(setup.key.replace(" ", "")).now()
    await confirm_setup(account, setup.sealed, code)
    with pytest.raises(WrongCode):
        await check_code(account, code)


@pytest.mark.parametrize(("seconds", "works"), [(-90, False), (-30, True), (30, True), (90, False)])
async def test_code_may_be_one_step_early_or_late(seconds: int, works: bool) -> None:
    account = await alice()
    app, _ = await turn_on(account)
    code = app.at(datetime.now(UTC) + timedelta(seconds=seconds))
    if works:
        await check_code(account, code)
    else:
        with pytest.raises(WrongCode):
            await check_code(account, code)


async def test_recovery_code_works_once_in_any_writing() -> None:
    account = await alice()
    _, codes = await turn_on(account)
    await check_code(account, codes[0].upper().replace("-", " "))
    assert await recovery_codes_left(account) == 9
    with pytest.raises(WrongCode):
        await check_code(account, codes[0])


async def test_codes_are_guessed_ten_times_at_most() -> None:
    account = await alice()
    _, codes = await turn_on(account)
    for _ in range(10):
        with pytest.raises(WrongCode):
            await check_code(account, "12345")
    with pytest.raises(TooManyAttempts):
        await check_code(account, codes[0])


async def test_second_factor_that_is_removed_leaves_no_codes() -> None:
    account = await alice()
    app, codes = await turn_on(account)
    await remove_second_factor(account)
    for code in (app.now(), codes[0]):
        with pytest.raises(WrongCode):
            await check_code(account, code)


async def test_secret_cannot_be_read_with_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    account = await alice()
    app, codes = await turn_on(account)
    monkeypatch.setenv("LEERAGENDA_SECRET_KEY", "another secret of at least 32 letters")
    get_settings.cache_clear()
    try:
        with pytest.raises(WrongCode):
            await check_code(account, app.now())
        await check_code(account, codes[0])
    finally:
        get_settings.cache_clear()
