"""The two signed links to somebody's own registration, which differ in what they prove.

The one in the mail proves that the reader gets the mail of that address, so it also opens what belongs to the address:
the calendar with all their places. The one that is handed out at signing up proves nothing, because anybody can type
anybody's address: it opens that one registration.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from notifications.links import REGISTRATION
from web.signed_links import BrokenLink, signed_links

RECEIPT: Final = "receipt"
"""The purpose of the link that is handed out at signing up."""


@dataclass(frozen=True, slots=True)
class OwnLink:
    registration: UUID
    from_mail: bool


def receipt_token(registration: UUID) -> str:
    return signed_links().make(RECEIPT, registration)


def mailed_token(registration: UUID) -> str:
    """That of the mail, for who has shown that the address is theirs."""
    return signed_links().make(REGISTRATION, registration)


def read_own_link(token: str) -> OwnLink:
    """:raises BrokenLink: we made it for neither purpose."""
    try:
        return OwnLink(signed_links().read(REGISTRATION, token), from_mail=True)
    except BrokenLink:
        return OwnLink(signed_links().read(RECEIPT, token), from_mail=False)
