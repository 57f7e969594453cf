"""Where a request comes from, also behind proxies."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

from litestar.connection import ASGIConnection

from settings import get_settings

Connection = ASGIConnection[Any, Any, Any, Any]
_HOME: Final = 64
"""The bits of an IPv6 address that are the same for one household."""


def reader_address(connection: Connection) -> str:
    """The IP address of who asks, or "unknown".

    X-Forwarded-For is believed as far as our own proxies wrote it: what stands before that anybody can make up. Unless
    LEERAGENDA_PROXIES says how many there are, one is believed that is on this machine or its private network.
    """
    seen = connection.client.host if connection.client else "unknown"
    proxies = get_settings().proxies
    if proxies is None:
        proxies = 1 if _is_private(seen) else 0
    hops = [hop.strip() for hop in connection.headers.get("x-forwarded-for", "").split(",")]
    forwarded = hops[-proxies] if 0 < proxies <= len(hops) else seen
    return forwarded if _address(forwarded) else seen


def household(connection: Connection) -> str | None:
    """What tells one reader on the internet from another: an IPv4 address, or the first half of an IPv6 one.

    None for an address that is not of the internet: a proxy that nobody told us of, or the machine itself.
    """
    address = _address(reader_address(connection))
    if address is None or not address.is_global:
        return None
    return str(address) if isinstance(address, IPv4Address) else str(IPv6Network((address, _HOME), strict=False))


def _is_private(text: str) -> bool:
    address = _address(text)
    return address is not None and address.is_private


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
