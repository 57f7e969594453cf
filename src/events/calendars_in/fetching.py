"""Asks an address for its calendar, and for nothing else: not from inside our network, not endlessly, not too much."""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx2

from events.calendars_in.errors import AnsweredWith, NotReachable, TooManyRedirects, UnsafeAddress
from events.calendars_in.lines import MOST_BYTES
from tabular.errors import FileTooLarge
from tabular.fields import NotAWebAddress

MOST_REDIRECTS: Final = 3
MOST_SECONDS: Final = 30.0
_TIMEOUT: Final = httpx2.Timeout(10.0)
_PORTS: Final = {"http": 80, "https": 443}
_WEBCAL: Final = {"webcal": "https", "webcals": "https"}
_HEADERS: Final = {
    "User-Agent": "Leeragenda",
    "Accept": "text/calendar, text/plain;q=0.5",
    "Accept-Encoding": "identity",
}
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_NOT_MODIFIED: Final = 304
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """`body` is None when nothing has changed; the others go along with the next question."""

    body: bytes | None
    etag: str | None
    last_modified: str | None


async def fetch_calendar(
    url: str, *, etag: str | None = None, last_modified: str | None = None, private: bool = False
) -> Fetched:
    """The calendar at an http, https or webcal address, unless it is the same as when `etag` was given.

    :param private: whether the address may be one of a private network.
    :raises NotAWebAddress: it is another kind of address.
    :raises UnsafeAddress: it, or where it sends us on to, is not on the public internet.
    :raises NotReachable: no answer, or not in time.
    :raises AnsweredWith: another status than 200 and 304.
    :raises TooManyRedirects, FileTooLarge: as they say.
    """
    asked = _conditions(etag, last_modified)
    try:
        async with asyncio.timeout(MOST_SECONDS):
            async with httpx2.AsyncClient(timeout=_TIMEOUT, trust_env=False, follow_redirects=False) as client:
                return await _follow(client, plain_address(url), asked, private=private)
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as error:
        raise NotReachable from error


def plain_address(url: str) -> str:
    """As http or https: webcal is how calendar applications call the same.

    :raises NotAWebAddress: it is another kind of address.
    """
    try:
        parts = urlsplit(url.strip())
        scheme = _WEBCAL.get(parts.scheme, parts.scheme)
        usable = scheme in _PORTS and parts.hostname and "@" not in parts.netloc and (parts.port or 1)
    except ValueError as error:
        raise NotAWebAddress(field="url") from error
    if not usable:
        raise NotAWebAddress(field="url")
    return parts._replace(scheme=scheme, fragment="").geturl()


async def _follow(client: httpx2.AsyncClient, url: str, asked: Mapping[str, str], *, private: bool) -> Fetched:
    for _ in range(MOST_REDIRECTS + 1):
        request = await _request(client, url, asked, private=private)
        response = await client.send(request, stream=True)
        try:
            if response.status_code not in _REDIRECTS:
                return await _read(response)
            url = plain_address(urljoin(url, response.headers.get("location", "")))
        finally:
            await response.aclose()
    raise TooManyRedirects


async def _request(client: httpx2.AsyncClient, url: str, asked: Mapping[str, str], *, private: bool) -> httpx2.Request:
    """Connects to the very address that was judged: asked again, a name server could give another one."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    address = await _address_of(host, port, private=private)
    there = httpx2.URL(url).copy_with(host=address)
    headers = {**_HEADERS, **asked, "Host": httpx2.URL(url).netloc.decode("ascii")}
    return client.build_request("GET", there, headers=headers, extensions={"sni_hostname": host})


async def _address_of(host: str, port: int, *, private: bool) -> str:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(sockaddr[0]) for *_, sockaddr in found]
    if not private and not all(is_public(address) for address in addresses):
        raise UnsafeAddress(field="url")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet; the IPv4 address inside an IPv6 one counts."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


async def _read(response: httpx2.Response) -> Fetched:
    if response.status_code == _NOT_MODIFIED:
        return Fetched(None, None, None)
    if response.status_code != httpx2.codes.OK:
        raise AnsweredWith(status=response.status_code)
    # Raw, because what is unpacked can be a thousand times larger than what was counted.
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise AnsweredWith(status=f"{response.status_code} {response.headers['content-encoding'][:20]}")
    parts, size = [], 0
    async for part in response.aiter_raw():
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise FileTooLarge(megabytes=MOST_BYTES // 1_000_000)
    return Fetched(b"".join(parts), _header(response, "etag", 200), _header(response, "last-modified", 80))


def _header(response: httpx2.Response, name: str, longest: int) -> str | None:
    value = response.headers.get(name)
    return value if value and len(value) <= longest else None


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in asked.items() if value}
