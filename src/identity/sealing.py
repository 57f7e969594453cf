"""Keeps values secret on their way through a browser or in a row: Fernet (AES-128-CBC with HMAC-SHA256)."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

from settings import get_settings


def seal(purpose: str, text: str) -> str:
    """A url-safe text that only we can read, and only for the same purpose; it also says when it was made."""
    return _fernet(purpose).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str, *, seconds: int | None = None) -> str | None:
    """What was sealed; None when we did not make it for this purpose, or longer ago than so many seconds."""
    try:
        return _fernet(purpose).decrypt(sealed.encode(), ttl=seconds).decode()
    except InvalidToken:
        return None


def _fernet(purpose: str) -> Fernet:
    secret = get_settings().secret_key.get_secret_value().encode()
    return Fernet(base64.urlsafe_b64encode(hmac.digest(secret, b"sealed: " + purpose.encode(), hashlib.sha256)))
