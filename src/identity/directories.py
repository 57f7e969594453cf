"""Signing in with the directory of a library: OpenID Connect Core, code flow with PKCE (docs/decisions/0010)."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx2
import structlog
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from identity.errors import DirectoryFailed, UnknownDirectory
from identity.sealing import seal, unseal
from settings import OidcProvider, get_settings

JOURNEY_SECONDS: Final = 10 * 60
SECONDS_TO_ANSWER: Final = 10
_LEEWAY_SECONDS: Final = 60
_PURPOSE: Final = "sign-in at a directory"
# Signatures with a key pair only: with HS256 whoever knows our client secret could write tokens.
_ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
_WRONG = (httpx2.HTTPError, OAuthError, JoseError, ValueError, KeyError, TypeError)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Journey:
    """Somebody on the way to a directory: its address, and what they bring back in a cookie (sealed)."""

    address: str
    sealed: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who somebody is, as the directory says; `groups` are the values of the provider's role claim."""

    issuer: str
    subject: str
    email: str | None
    email_verified: bool
    name: str
    groups: frozenset[str]
    back: str


def provider_by_slug(slug: str) -> OidcProvider:
    """:raises UnknownDirectory: the settings name none."""
    found = [provider for provider in get_settings().oidc if provider.slug == slug]
    if not found:
        raise UnknownDirectory
    return found[0]


async def depart(provider: OidcProvider, *, redirect_uri: str, back: str) -> Journey:
    """:param redirect_uri: our address to come back to, as the directory knows it.
    :param back: the page that somebody wanted.
    :raises DirectoryFailed: the directory does not answer as it should.
    """
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    try:
        async with _client(provider, redirect_uri) as client:
            metadata = await _metadata(client, provider)
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=kept["state"],
                nonce=kept["nonce"],
                code_verifier=kept["verifier"],
            )
    except _WRONG as error:
        raise _failed(provider, error) from error
    return Journey(address, seal(_PURPOSE, json.dumps(kept | {"slug": provider.slug, "back": back})))


async def arrive(provider: OidcProvider, *, redirect_uri: str, sealed: str, answer: Mapping[str, str]) -> Arrival:
    """:param sealed: of the journey, from the cookie of this browser.
    :param answer: the parameters that the directory sent along (code, state, or error).
    :raises DirectoryFailed: it said no, or nobody began this journey here, or its token is not right.
    """
    kept = json.loads(unseal(_PURPOSE, sealed, seconds=JOURNEY_SECONDS) or "{}")
    try:
        if kept.get("slug") != provider.slug or not secrets.compare_digest(kept["state"], answer.get("state", "")):
            raise ValueError("this browser began no such journey")
        if "error" in answer:
            raise ValueError(answer["error"][:100])
        claims = await _claims(provider, redirect_uri, kept, answer["code"])
        return _arrival(provider, claims, kept["back"])
    except _WRONG as error:
        raise _failed(provider, error) from error


async def _claims(provider: OidcProvider, redirect_uri: str, kept: Mapping[str, str], code: str) -> Mapping[str, Any]:
    """The ID token of this code, validated (OpenID Connect Core section 3.1.3.7)."""
    async with _client(provider, redirect_uri) as client:
        metadata = await _metadata(client, provider)
        token = await client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=kept["verifier"])
        keys = await _fetch(client, metadata["jwks_uri"])
    read = jwt.decode(token["id_token"], KeySet.import_key_set(keys), algorithms=_ALGORITHMS)
    claims = CodeIDToken(
        read.claims,
        read.header,
        options={
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        },
        params={"client_id": provider.client_id, "nonce": kept["nonce"], "access_token": token.get("access_token")},
    )
    claims.validate(leeway=_LEEWAY_SECONDS)
    validated: Mapping[str, Any] = claims
    return validated


def _arrival(provider: OidcProvider, claims: Mapping[str, Any], back: str) -> Arrival:
    groups = claims.get(provider.role_claim) if provider.role_claim else None
    return Arrival(
        issuer=claims["iss"],
        subject=str(claims["sub"]),
        email=claims.get("email"),
        email_verified=claims.get("email_verified") is True,
        name=str(claims.get("name") or "")[:200],
        groups=frozenset(str(group) for group in ([groups] if isinstance(groups, str) else groups or [])),
        back=back,
    )


async def _metadata(client: AsyncOAuth2Client, provider: OidcProvider) -> Mapping[str, Any]:
    """Of OpenID Connect Discovery section 4; it must be about the issuer that was asked (section 4.3)."""
    address = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
    metadata = await _fetch(client, address)
    if metadata["issuer"] != provider.issuer:
        raise ValueError("the directory says that it is another one")
    found: Mapping[str, Any] = metadata
    return found


async def _fetch(client: AsyncOAuth2Client, address: str) -> Any:
    return (await client.request("GET", address, withhold_token=True)).raise_for_status().json()


def _client(provider: OidcProvider, redirect_uri: str) -> AsyncOAuth2Client:
    return AsyncOAuth2Client(
        client_id=provider.client_id,
        client_secret=provider.client_secret.get_secret_value(),
        redirect_uri=redirect_uri,
        scope="openid email profile",
        code_challenge_method="S256",
        timeout=SECONDS_TO_ANSWER,
    )


def _failed(provider: OidcProvider, error: Exception) -> DirectoryFailed:
    _log.warning("directory_failed", directory=provider.slug, reason=f"{type(error).__name__}: {error}"[:300])
    return DirectoryFailed(name=provider.name)
