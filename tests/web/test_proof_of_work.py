"""A sum of our own, solved, in time and once."""

import hashlib
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from refusals import Invalid
from web.proof_of_work import HARDEST, LIFETIME, ProofExpired, ProofMissing, ProofOfWork, spend

NOW = datetime(2027, 1, 12, 14, tzinfo=UTC)
PROOF = ProofOfWork("a secret")


def solve(challenge: dict[str, Any]) -> dict[str, Any]:
    number = next(
        number
        for number in count()
        if hashlib.sha256(f"{challenge['salt']}{number}".encode()).hexdigest() == challenge["challenge"]
    )
    return {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": number}


def packed(solution: Any) -> str:
    return b64encode(json.dumps(solution).encode()).decode()


SOLVED = solve(PROOF.challenge(NOW))


def test_challenge_has_the_members_that_widgets_read() -> None:
    challenge = PROOF.challenge(NOW)
    assert list(challenge) == ["algorithm", "challenge", "maxnumber", "salt", "signature"]
    assert (challenge["algorithm"], challenge["maxnumber"]) == ("SHA-256", HARDEST)


def test_challenges_differ() -> None:
    assert PROOF.challenge(NOW)["challenge"] != PROOF.challenge(NOW)["challenge"]


def test_solution_is_taken() -> None:
    assert PROOF.check(packed(SOLVED | {"took": 12}), NOW) == SOLVED["challenge"]


def test_solution_is_taken_until_it_expires() -> None:
    PROOF.check(packed(SOLVED), NOW + LIFETIME)
    with pytest.raises(ProofExpired):
        PROOF.check(packed(SOLVED), NOW + LIFETIME + timedelta(seconds=1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": SOLVED["number"] + 1},
        {"number": str(SOLVED["number"])},
        {"number": True},
        {"challenge": "0" * 64},
        {"salt": SOLVED["salt"].replace("expires=1", "expires=2")},
        {"signature": "0" * 64},
        {"signature": "é\ud800"},
        {"challenge": "\ud800"},
        {"algorithm": "SHA-1"},
        {"algorithm": None},
    ],
)
def test_solution_that_was_tampered_with_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ProofMissing):
        PROOF.check(packed(SOLVED | wrong), NOW)


def test_challenge_that_somebody_else_signed_is_refused() -> None:
    with pytest.raises(ProofMissing):
        ProofOfWork("another secret").check(packed(SOLVED), NOW)


@pytest.mark.parametrize("payload", ["", "?", "e30=", packed([]), packed("text"), "[" * 1000, packed([[]] * 5000)])
def test_anything_else_is_refused(payload: str) -> None:
    with pytest.raises(ProofMissing):
        PROOF.check(payload, NOW)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(packed))
def test_any_payload_is_refused_or_expired(payload: str) -> None:
    with pytest.raises(Invalid):
        PROOF.check(payload, NOW)


async def test_solution_is_used_once(valkey: Redis) -> None:
    await spend(valkey, "abc")
    await spend(valkey, "abd")
    with pytest.raises(ProofExpired):
        await spend(valkey, "abc")


async def test_used_solution_is_kept_no_longer_than_it_lives(valkey: Redis) -> None:
    await spend(valkey, "abc")
    assert 0 < await valkey.ttl("proof:abc") <= LIFETIME.total_seconds()


async def test_solution_is_taken_when_valkey_is_away() -> None:
    await spend(None, "abc")
    await spend(Redis(port=1), "abc")
