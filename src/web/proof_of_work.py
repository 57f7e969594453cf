"""A sum that takes a browser a moment and a robot with thousands of sign-ups a day: ALTCHA, without third parties.

The challenge is that of https://altcha.org/docs/v1/proof-of-work/: find the number of which SHA-256(salt + number) is
given. Nothing is stored until it is solved; then Valkey keeps it until it expires, because it can be used once.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from refusals import Invalid
from settings import get_settings
from web.throttling import PATIENCE_SECONDS

ALGORITHM: Final = "SHA-256"
HARDEST: Final = 50_000
"""The highest number to find. An old telephone tries some twenty thousand a second."""
LIFETIME: Final = timedelta(minutes=20)
LONGEST: Final = 2000
_STRINGS: Final = ("algorithm", "challenge", "salt", "signature")

log = structlog.get_logger(__name__)


class ProofMissing(Invalid):
    """Your browser had to do a small sum first, and that has not happened yet. Wait a moment and send it again."""

    code = "proof_of_work"


class ProofExpired(Invalid):
    """This page was open for a long time, so your browser has done its sum anew. Send it again."""

    code = "proof_of_work"


class ProofOfWork:
    """Challenges of one installation; `secret` signs them."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"proof of work", hashlib.sha256)

    def challenge(self, now: datetime) -> dict[str, str | int]:
        """As the specification names its members. `now` is aware."""
        expires = int((now + LIFETIME).timestamp())
        # The & keeps the digits of a number from being moved over to the salt.
        salt = f"{secrets.token_hex(12)}?{urlencode({'expires': expires})}&"
        challenge = _hash(salt, secrets.randbelow(HARDEST + 1))
        return {
            "algorithm": ALGORITHM,
            "challenge": challenge,
            "maxnumber": HARDEST,
            "salt": salt,
            "signature": self._sign(challenge),
        }

    def check(self, payload: str, now: datetime) -> str:
        """The challenge that was solved, to spend it.

        :param payload: base64 of the JSON that a widget sends.
        :raises ProofMissing: it is not one of ours, or not solved.
        :raises ProofExpired: it was solved, but too late.
        """
        solution = _read(payload)
        salt, challenge = solution["salt"], solution["challenge"]
        if not _same(self._sign(challenge), solution["signature"]) or not _same(
            _hash(salt, solution["number"]), challenge
        ):
            raise ProofMissing
        if int(parse_qs(salt.partition("?")[2])["expires"][0]) < now.timestamp():
            raise ProofExpired
        return str(challenge)

    def _sign(self, challenge: str) -> str:
        return hmac.new(self._key, _bytes(challenge), hashlib.sha256).hexdigest()


async def spend(client: Redis | None, challenge: str) -> None:
    """Makes sure that a solved challenge is used once; when Valkey is away that cannot be known, and it is let through.

    :raises ProofExpired: it was used before.
    """
    if client is None:
        return
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            is_first = await client.set(f"proof:{challenge}", 1, nx=True, ex=LIFETIME)
    except (RedisError, OSError, TimeoutError) as error:
        log.warning("proof_not_spent", reason=f"{type(error).__name__}: {error}")
        return
    if not is_first:
        raise ProofExpired


@cache
def proof_of_work() -> ProofOfWork:
    """That of this installation."""
    return ProofOfWork(get_settings().secret_key.get_secret_value())


def _hash(salt: str, number: int) -> str:
    return hashlib.sha256(_bytes(f"{salt}{number}")).hexdigest()


def _same(ours: str, sent: str) -> bool:
    return hmac.compare_digest(_bytes(ours), _bytes(sent))


def _bytes(text: str) -> bytes:
    # JSON can hold halves of characters, which UTF-8 cannot.
    return text.encode("utf-8", "replace")


def _read(payload: str) -> dict[str, Any]:
    try:
        solution = json.loads(b64decode(payload[:LONGEST], validate=True))
    except (NotBase64, ValueError, RecursionError):
        raise ProofMissing from None
    if not isinstance(solution, dict) or not all(isinstance(solution.get(name), str) for name in _STRINGS):
        raise ProofMissing
    if type(solution.get("number")) is not int or solution["algorithm"] != ALGORITHM:
        raise ProofMissing
    return solution
