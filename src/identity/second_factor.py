"""A second factor beside the password: codes from an app (TOTP, RFC 6238), and recovery codes for a lost phone."""

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Final

import pyotp
import structlog

from database.transaction import execute, execute_many, fetch_value, transaction
from identity.errors import SignInExpired, WrongCode
from identity.sealing import seal, unseal
from identity.throttling import count_code, forget_codes

ISSUER: Final = "Leeragenda"
SETUP_SECONDS: Final = 30 * 60
RECOVERY_CODES: Final = 10
# One step of 30 seconds early or late, for clocks and slow fingers (RFC 6238 section 5.2).
_DRIFT: Final = (0, -1, 1)
_SETUP, _STORED = "second factor being set up", "second factor"
# Without 0, o, 1, l and i, which people mix up on paper: 31 letters, so 12 of them are 59 bits.
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"

# Atomic, so that a code that is sent twice at once works once.
_USE_STEP = """
UPDATE account SET totp_last_step = $2
WHERE id = $1 AND totp_secret IS NOT NULL AND coalesce(totp_last_step, 0) < $2 RETURNING id
"""
_USE_RECOVERY = """
UPDATE recovery_code SET used_at = now() WHERE account = $1 AND code_hash = $2 AND used_at IS NULL RETURNING id
"""

_log = structlog.get_logger(__name__)


class Setup:
    """A secret that is shown to its owner and becomes theirs with a first code. `sealed` travels through the form."""

    def __init__(self, secret: str, email: str, sealed: str) -> None:
        self.sealed = sealed
        self.address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
        """The otpauth:// address that apps read from a QR code."""
        self.key = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        """For who cannot scan: in groups of four."""


def begin_setup(account_id: int, email: str) -> Setup:
    """A new secret; nothing changes before it is confirmed."""
    secret = pyotp.random_base32()
    return Setup(secret, email, seal(_SETUP, json.dumps([account_id, secret])))


def continue_setup(account_id: int, email: str, sealed: str) -> Setup:
    """The same again, after a wrong code.

    :raises SignInExpired: it took longer than half an hour, or was begun by somebody else.
    """
    return Setup(_secret_of_setup(account_id, sealed), email, sealed)


async def confirm_setup(account_id: int, sealed: str, code: str) -> list[str]:
    """From now on signing in asks for a code. Returns the recovery codes, which cannot be shown again.

    :raises SignInExpired: see `continue_setup`.
    :raises WrongCode: the code does not belong to the secret.
    """
    secret = _secret_of_setup(account_id, sealed)
    step = _step_of(secret, code)
    if step is None:
        raise WrongCode(field="code")
    async with transaction():
        sql = "UPDATE account SET totp_secret = $2, totp_last_step = $3 WHERE id = $1"
        await execute(sql, account_id, seal(_STORED, secret), step)
        return await _new_recovery_codes(account_id)


async def has_second_factor(account_id: int) -> bool:
    return bool(await fetch_value("SELECT totp_secret IS NOT NULL FROM account WHERE id = $1", account_id))


async def check_code(account_id: int, code: str) -> None:
    """A code of the app, or a recovery code; both work once.

    :raises TooManyAttempts: too many wrong codes.
    :raises WrongCode: it is neither.
    """
    await count_code(account_id)
    if not (await _use_app_code(account_id, code) or await _use_recovery_code(account_id, code)):
        raise WrongCode(field="code")
    await forget_codes(account_id)


async def remove_second_factor(account_id: int) -> None:
    """Signing in asks for the password only."""
    async with transaction():
        await execute("UPDATE account SET totp_secret = NULL, totp_last_step = NULL WHERE id = $1", account_id)
        await execute("DELETE FROM recovery_code WHERE account = $1", account_id)


async def recovery_codes_left(account_id: int) -> int:
    left: int = await fetch_value(
        "SELECT count(*) FROM recovery_code WHERE account = $1 AND used_at IS NULL", account_id
    )
    return left


def _secret_of_setup(account_id: int, sealed: str) -> str:
    opened = unseal(_SETUP, sealed, seconds=SETUP_SECONDS)
    owner, secret = json.loads(opened) if opened else (None, "")
    if owner != account_id:
        raise SignInExpired
    return str(secret)


def _step_of(secret: str, code: str) -> int | None:
    """The time step to which the code belongs, now or just before or after; None when it is no code of now."""
    totp, now = pyotp.TOTP(secret), datetime.now(UTC)
    typed = "".join(code.split())
    steps = [totp.timecode(now) + drift for drift in _DRIFT]
    fitting = [step for step in steps if pyotp.utils.strings_equal(typed, totp.generate_otp(step))]
    return fitting[0] if fitting else None


async def _use_app_code(account_id: int, code: str) -> bool:
    stored = await fetch_value("SELECT totp_secret FROM account WHERE id = $1", account_id)
    secret = unseal(_STORED, stored) if stored else None
    if secret is None:
        if stored:
            _log.error("second_factor_unreadable", account=account_id)  # another SECRET_KEY sealed it
        return False
    step = _step_of(secret, code)
    return step is not None and await fetch_value(_USE_STEP, account_id, step) is not None


async def _use_recovery_code(account_id: int, code: str) -> bool:
    return await fetch_value(_USE_RECOVERY, account_id, _recovery_hash(code)) is not None


async def _new_recovery_codes(account_id: int) -> list[str]:
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    await execute("DELETE FROM recovery_code WHERE account = $1", account_id)
    rows = [(account_id, _recovery_hash(code)) for code in codes]
    await execute_many("INSERT INTO recovery_code (account, code_hash) VALUES ($1, $2)", rows)
    return codes


def _recovery_code() -> str:
    """As in "k7mp-x2qd-9hwt"."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    return "-".join(letters[start : start + 4] for start in range(0, 12, 4))


def _recovery_hash(code: str) -> str:
    typed = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(typed.encode()).hexdigest()
