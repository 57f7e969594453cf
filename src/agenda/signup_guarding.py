"""Keeps robots from filling an agenda with names: so many sign-ups from one address and for one meeting, and a sum."""

from datetime import UTC, datetime
from typing import Final

from litestar import Response, get
from litestar.handlers import BaseRouteHandler

from settings import get_settings
from web.proof_of_work import ProofMissing, proof_of_work, spend
from web.readers import Connection, household
from web.requests import AnyRequest
from web.throttling import Limit, counter_of, refuse, take

CHALLENGE_PATH: Final = "/proof-of-work"
PROOF_HEADER: Final = "Proof-Of-Work"
SUSPICIOUS: Final = 0.2
"""So full is the window of an address that signs up more people than a family."""
_ADDRESS_SECONDS: Final = 600
_SESSION_SECONDS: Final = 60


@get(CHALLENGE_PATH)
async def new_challenge() -> Response[dict[str, str | int]]:
    """What a browser, or a program for the API, has to solve when signing up asks for it."""
    return Response(proof_of_work().challenge(datetime.now(UTC)), headers={"Cache-Control": "no-store"})


async def limit_sign_ups(connection: Connection, _: BaseRouteHandler) -> None:
    """A guard of Litestar, which runs before the body is read.

    Only addresses of the internet are counted: behind a proxy that we were not told of, everybody has the same one.

    :raises TooManyRequestsException: too many from this address, or for this session or edition.
    """
    allowance = await take(counter_of(connection), _limits(connection))
    refuse(allowance)
    connection.scope.setdefault("state", {})["is_busy"] = allowance.fullness > SUSPICIOUS


async def limit_api_sign_ups(connection: Connection, handler: BaseRouteHandler) -> None:
    """The same for programs, which send the solution as a header.

    :raises TooManyRequestsException: as above.
    :raises ProofMissing, ProofExpired: a sum is asked of everybody, or of this address, and it is not solved.
    """
    await limit_sign_ups(connection, handler)
    if asks_proof(connection):
        await use_proof(connection, connection.headers.get(PROOF_HEADER, ""))


def asks_proof(connection: Connection) -> bool:
    """After `limit_sign_ups`: whether this sign-up needs a solved sum."""
    mode = get_settings().proof_of_work
    return mode == "always" or (mode == "suspicious" and bool(connection.scope.get("state", {}).get("is_busy")))


async def form_asks_proof(request: AnyRequest) -> bool:
    """Whether the form has to begin the sum, before anything is sent."""
    mode = get_settings().proof_of_work
    if mode != "suspicious":
        return mode == "always"
    return (await take(counter_of(request), _limits(request), look_only=True)).fullness > SUSPICIOUS


def check_proof(payload: str) -> str:
    """The challenge that was solved. Raises ProofMissing and ProofExpired."""
    if not payload:
        raise ProofMissing
    return proof_of_work().check(payload, datetime.now(UTC))


async def use_proof(connection: Connection, payload: str) -> None:
    """:raises ProofMissing, ProofExpired: not solved, too late or used before."""
    await spend(counter_of(connection), check_proof(payload))


def _limits(connection: Connection) -> list[Limit]:
    address, settings = household(connection), get_settings()
    if address is None:
        return []
    target = connection.path_params.get("session") or connection.path_params.get("edition")
    return [
        Limit("sign-up-address", address, settings.sign_ups_per_address, _ADDRESS_SECONDS),
        Limit("sign-up-target", str(target), settings.sign_ups_per_session, _SESSION_SECONDS),
    ]


ROUTES: Final = [new_challenge]
