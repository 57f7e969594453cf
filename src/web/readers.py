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

    X-Forwarded-For is believed as far as our own proxies wrote it (LEERAGENDA_PROXIES): what stands before that anybody
    can make up.
    """
    proxies = get_settings().proxies
    peer = connection.client.host if connection.client else "unknown"
    if not proxies:
        return peer
    hops = [hop.strip() for hop in connection.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    return hops[-proxies] if len(hops) >= proxies else peer


def household(connection: Connection) -> str | None:
    """What tells one reader on the internet from another: an IPv4 address, or the first half of an IPv6 one.

    None for an address that is not of the internet: a proxy that nobody told us of, or the machine itself.
    """
    try:
        address = ip_address(reader_address(connection))
    except ValueError:
        return None
    address = _without_mapping(address)
    if not address.is_global:
        return None
    return str(address) if isinstance(address, IPv4Address) else str(IPv6Network((address, _HOME), strict=False))


def _without_mapping(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
