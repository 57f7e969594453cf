"""Addresses that only we can make, for links in mails: nothing is stored, and every mail carries the same link."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from functools import cache
from uuid import UUID

from refusals import Missing
from settings import get_settings

TOKEN_LENGTH = 64
_ID_LENGTH = 16
_BYTES = 48


class BrokenLink(Missing):
    """This link is not complete. Open it again from your mail, or copy all of it."""

    code = "broken_link"


class SignedLinks:
    """Tokens of 64 url-safe characters: base64url(id || HMAC-SHA256 of the id under a key of its purpose).

    One that says more than an id, at most 32 bytes, has so much less of the HMAC: never fewer than 128 bits.
    A token for one purpose says nothing for another. Tokens open doors, so they are never logged.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def make(self, purpose: str, id: UUID) -> str:  # noqa: A002  it is the id
        return self.seal(purpose, id.bytes)

    def read(self, purpose: str, token: str) -> UUID:
        """:raises BrokenLink: we did not make this token, or not for this purpose."""
        return UUID(bytes=self.unseal(purpose, token, _ID_LENGTH))

    def seal(self, purpose: str, said: bytes) -> str:
        key = hmac.digest(self._secret, b"signed link: " + purpose.encode(), hashlib.sha256)
        seal = hmac.digest(key, said, hashlib.sha256)[: _BYTES - len(said)]
        return urlsafe_b64encode(said + seal).decode()

    def unseal(self, purpose: str, token: str, length: int) -> bytes:
        """:param length: of what it says, in bytes.

        :raises BrokenLink: we did not make this token, or not for this purpose.
        """
        try:
            claimed = urlsafe_b64decode(token)[:length]
        except (NotBase64, ValueError):
            raise BrokenLink from None
        # Made again and compared as text: that also refuses the other spellings that base64 allows for the same bytes.
        if not hmac.compare_digest(self.seal(purpose, claimed).encode(), token.encode()):
            raise BrokenLink
        return claimed


@cache
def signed_links() -> SignedLinks:
    """Those of this installation."""
    return SignedLinks(get_settings().secret_key.get_secret_value())
