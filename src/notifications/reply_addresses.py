"""Addresses of ours that only we can make: where answers to an invitation go, and reports that a mail did not arrive.

Nothing is stored: the address of "agenda@library.example" for one purpose and one id is "agenda+<letter><token>@...",
where the token is base32(id || HMAC-SHA256 under a key of the purpose). Who writes there has had our mail, and that is
all it proves. Mail servers may change the case of letters, so it means nothing here.
"""

import hashlib
import hmac
import re
from base64 import b32decode, b32encode
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from calendars.invitation import Address

LONGEST_NAME = 20
"""Of the part before the @: with the token it must stay within 64 octets (RFC 5321, section 4.5.3.1.1)."""
_MAC_LENGTH = 10  # 80 bits, which nobody guesses by sending mail
_ID_LENGTH = 16
_TOKEN = re.compile(r"[a-z2-7]{42}")


class AddressPurpose(StrEnum):
    """What an address is for; also the letter that its token begins with."""

    ANSWERS = "r"
    """The id is the first registration of this person for the same session or edition."""
    BOUNCES = "b"
    """The id is the message that was sent."""


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """What an address of ours says."""

    purpose: AddressPurpose
    id: UUID


class ReplyAddresses:
    """Those of one sender. Without `plus` (a mail server that does not know plus-addressing) all mail has one address.

    :raises ValueError: the part of the address before the @ is too long to add to.
    """

    def __init__(self, sender: Address, secret: str, *, plus: bool = True) -> None:
        self._sender = sender
        self._plus = plus
        self._name, _, self._domain = sender.email.lower().rpartition("@")
        if plus and len(self._name.encode()) > LONGEST_NAME:
            raise ValueError(
                f"LEERAGENDA_MAIL_FROM has more than {LONGEST_NAME} characters before the @, which leaves no space for"
                " reply addresses: take a shorter one, or set LEERAGENDA_MAIL_REPLIES=off"
            )
        self._keys = {
            purpose: hmac.digest(secret.encode(), f"mail address: {purpose.name}".encode(), hashlib.sha256)
            for purpose in AddressPurpose
        }

    def answers(self, first_registration: UUID) -> Address:
        """Who sends, and organizes, all that is mailed to one person about one session or edition."""
        if not self._plus:
            return self._sender
        return replace(self._sender, email=self._made(AddressPurpose.ANSWERS, first_registration))

    def bounces(self, message: UUID) -> str | None:
        """The sender of the envelope of a message; None for the address of all mail."""
        return self._made(AddressPurpose.BOUNCES, message) if self._plus else None

    def read(self, email: str) -> KnownAddress | None:
        """Return what the address says, or None for one that we did not make."""
        name, _, domain = email.strip().lower().rpartition("@")
        own, _, detail = name.rpartition("+")
        if (own, domain) != (self._name, self._domain) or not _TOKEN.fullmatch(detail[1:]):
            return None
        purpose = next((each for each in AddressPurpose if each == detail[0]), None)
        if purpose is None:
            return None
        claimed = UUID(bytes=b32decode(detail[1:].upper() + "=" * 6)[:_ID_LENGTH])
        # Made again and compared as text: the last character could be spelled in more ways.
        genuine = hmac.compare_digest(self._token(purpose, claimed), detail[1:])
        return KnownAddress(purpose, claimed) if genuine else None

    def is_own(self, email: str) -> bool:
        """Say whether mail from this address is ours, come back to us."""
        name, _, domain = email.strip().lower().rpartition("@")
        return (name.partition("+")[0], domain) == (self._name.partition("+")[0], self._domain)

    def _made(self, purpose: AddressPurpose, id_: UUID) -> str:
        return f"{self._name}+{purpose}{self._token(purpose, id_)}@{self._domain}"

    def _token(self, purpose: AddressPurpose, id_: UUID) -> str:
        mac = hmac.digest(self._keys[purpose], id_.bytes, hashlib.sha256)[:_MAC_LENGTH]
        return b32encode(id_.bytes + mac).decode().rstrip("=").lower()
