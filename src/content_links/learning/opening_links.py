"""The signed link with which somebody opens a package: it says for which registration, and goes no farther."""

import struct
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from web.signed_links import BrokenLink, SignedLinks, signed_links

BY_MAIL: Final = "open"
BY_RECEIPT: Final = "open by receipt"
"""The purpose of links on the page that anybody gets who types an address: see agenda.own_links."""

_SAID: Final = struct.Struct(">16sII")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLink:
    """A package (an id), or a unit of it, for a registration.

    :ivar from_mail: the reader gets the mail of that address, and so may see and add to what that address did.
    """

    registration: UUID
    package: int
    unit: int | None = None
    from_mail: bool = True


def open_token(link: OpenLink, signed: SignedLinks | None = None) -> str:
    """:param signed: who signs; this installation unless given."""
    purpose = BY_MAIL if link.from_mail else BY_RECEIPT
    return (signed or signed_links()).seal(purpose, _SAID.pack(link.registration.bytes, link.package, link.unit or 0))


def read_open_token(token: str) -> OpenLink:
    """:raises BrokenLink: we made it for neither purpose."""
    try:
        return _link(signed_links().unseal(BY_MAIL, token, _SAID.size), from_mail=True)
    except BrokenLink:
        return _link(signed_links().unseal(BY_RECEIPT, token, _SAID.size), from_mail=False)


def _link(said: bytes, *, from_mail: bool) -> OpenLink:
    registration, package, unit = _SAID.unpack(said)
    return OpenLink(registration=UUID(bytes=registration), package=package, unit=unit or None, from_mail=from_mail)
