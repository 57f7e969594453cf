"""Asks an address of somebody else: not from inside our network, not endlessly, not for too much."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx2

from elsewhere.errors import NotReachable, PackedAnswer, TooManyRedirects, UnsafeAddress
from tabular.errors import FileTooLarge
from tabular.fields import NotAWebAddress

MOST_REDIRECTS: Final = 3
MOST_SECONDS: Final = 30.0
_TIMEOUT: Final = httpx2.Timeout(10.0)
_PORTS: Final = {"http": 80, "https": 443}
_OTHER_NAMES: Final = {"webcal": "https", "webcals": "https"}
# Not packed, because what is unpacked can be a thousand times larger than what was counted.
_HEADERS: Final = {"User-Agent": "Leeragenda", "Accept-Encoding": "identity"}
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Question:
    """:ivar headers: besides User-Agent and Accept-Encoding, or instead of them.
    :ivar most_bytes: of the answer; with 0 only its status and headers are wanted.
    :ivar private: whether the address may be one of a private network.
    """

    method: str = "GET"
    headers: Mapping[str, str] | None = None
    most_bytes: int = 0
    private: bool = False
    most_redirects: int = MOST_REDIRECTS


@dataclass(frozen=True, slots=True)
class Answer:
    """:ivar headers: names in small letters; `url` is where it came from, after redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


async def ask(url: str, question: Question) -> Answer:
    """The answer of an http, https or webcal address, whatever its status; redirects are followed.

    :raises NotAWebAddress: it is another kind of address.
    :raises UnsafeAddress: it, or where it sends us on to, is not on the public internet.
    :raises NotReachable: no answer, or not in time.
    :raises TooManyRedirects, PackedAnswer, FileTooLarge: as they say.
    """
    try:
        async with asyncio.timeout(MOST_SECONDS):
            async with httpx2.AsyncClient(
                timeout=_TIMEOUT, trust_env=False, follow_redirects=False, verify=_trusted()
            ) as client:
                return await _follow(client, plain_address(url), question)
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as error:
        raise NotReachable from error


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates takes sixty milliseconds, in which nothing else is done: once is enough."""
    return httpx2.create_ssl_context(trust_env=False)


def plain_address(url: str) -> str:
    """As http or https: webcal is how calendar applications call the same.

    :raises NotAWebAddress: it is another kind of address.
    """
    try:
        parts = urlsplit(url.strip())
        scheme = _OTHER_NAMES.get(parts.scheme, parts.scheme)
        usable = scheme in _PORTS and parts.hostname and "@" not in parts.netloc and (parts.port or 1)
    except ValueError as error:
        raise NotAWebAddress(field="url") from error
    if not usable:
        raise NotAWebAddress(field="url")
    return parts._replace(scheme=scheme, fragment="").geturl()


async def _follow(client: httpx2.AsyncClient, url: str, question: Question) -> Answer:
    for _ in range(question.most_redirects + 1):
        response = await client.send(await _request(client, url, question), stream=True)
        try:
            if response.status_code not in _REDIRECTS:
                return await _read(response, url, question.most_bytes)
            url = plain_address(urljoin(url, response.headers.get("location", "")))
        finally:
            await response.aclose()
    raise TooManyRedirects


async def _request(client: httpx2.AsyncClient, url: str, question: Question) -> httpx2.Request:
    """Connects to the very address that was judged: asked again, a name server could give another one."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    address = await _address_of(host, port, private=question.private)
    there = httpx2.URL(url).copy_with(host=address)
    headers = {**_HEADERS, **(question.headers or {}), "Host": httpx2.URL(url).netloc.decode("ascii")}
    return client.build_request(question.method, there, headers=headers, extensions={"sni_hostname": host})


async def _address_of(host: str, port: int, *, private: bool) -> str:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that no name can have
        raise NotAWebAddress(field="url") from error
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


async def _read(response: httpx2.Response, url: str, most_bytes: int) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if not most_bytes or not response.is_success:
        return Answer(response.status_code, headers, b"", url)
    if (encoding := headers.get("content-encoding", "identity").lower()) != "identity":
        raise PackedAnswer(encoding=encoding[:20])
    parts, size = [], 0
    async for part in response.aiter_raw():
        parts.append(part)
        size += len(part)
        if size > most_bytes:
            raise FileTooLarge(megabytes=f"{most_bytes / 1_000_000:g}")
    return Answer(response.status_code, headers, b"".join(parts), url)
