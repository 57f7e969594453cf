"""Answers that a client may already have (RFC 9110 section 13): the one place where that is decided."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from litestar import Response

from web.requests import AnyRequest

# Of the clocks of two of our machines.
_SKEW = timedelta(minutes=5)
_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


def conditional(
    request: AnyRequest,
    body: bytes,
    *,
    media_type: str,
    last_modified: datetime | None = None,
    cache_control: str,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """200 with a strong ETag over the body, or 304 without the body for a client that has it.

    :param media_type: without a charset; text is UTF-8, and Litestar says so.
    :param last_modified: aware. Leave it out unless every change of the body raises it, a deletion too: clients that
        send no ETag rely on it alone.
    """
    return answer_with(
        request,
        strong_etag(body),
        lambda: body,
        media_type=media_type,
        last_modified=last_modified,
        cache_control=cache_control,
        headers=headers,
    )


def answer_with(
    request: AnyRequest,
    etag: str,
    body: Callable[[], bytes],
    *,
    media_type: str,
    last_modified: datetime | None = None,
    cache_control: str,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """As `conditional`, for a body that is only made when it is sent, with an ETag of all that it is made from."""
    validators = {"ETag": etag, "Cache-Control": cache_control, **(headers or {})}
    if last_modified is not None:
        validators["Last-Modified"] = http_date(last_modified)
    if is_not_modified(request, etag=etag, last_modified=last_modified):
        return Response(b"", status_code=304, media_type=media_type, headers=validators)
    return Response(body(), media_type=media_type, headers=validators)


def strong_etag(body: bytes) -> str:
    return f'"{digest_of(body)}"'


def digest_of(body: bytes) -> str:
    """What an ETag says of a body: 32 hexadecimal digits."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def is_not_modified(request: AnyRequest, *, etag: str, last_modified: datetime | None = None) -> bool:
    """Whether to answer 304, as `named_etag` decides it for one representation."""
    if request.method not in {"GET", "HEAD"}:
        return False
    if_none_match = ", ".join(request.headers.getall("if-none-match", []))
    if_modified_since = request.headers.get("if-modified-since", "")
    return named_etag(if_none_match, if_modified_since, [etag], last_modified) is not None


def named_etag(
    if_none_match: str, if_modified_since: str, etags: Sequence[str], last_modified: datetime | None
) -> str | None:
    """The first of the ETags that a client has already, so that the answer is 304; None when it needs the body.

    If-None-Match wins over If-Modified-Since (RFC 9110 section 13.2.2).

    :param if_none_match: the header, or all of them joined; empty without one.
    :param etags: of the same state in all codings, that of the answer first: who has it in another coding has it.
    """
    if if_none_match:
        return next((etag for etag in etags if matches_etag(if_none_match, etag)), None)
    if last_modified is None or not is_since(if_modified_since, last_modified):
        return None
    return etags[0]


def matches_etag(if_none_match: str, etag: str) -> bool:
    """The weak comparison of RFC 9110 section 8.8.3.2 with any tag of the list, or with `*`."""
    return if_none_match.strip() == "*" or etag.removeprefix("W/") in _ENTITY_TAG.findall(if_none_match)


def is_since(if_modified_since: str, last_modified: datetime) -> bool:
    """Whether nothing changed after that date; a date that cannot be read counts as none (section 13.1.3)."""
    try:
        known = parsedate_to_datetime(if_modified_since)
    except ValueError:
        return False
    known = known if known.tzinfo else known.replace(tzinfo=UTC)
    # HTTP dates are in GMT and have no fractions, so the microseconds of a row must not make it newer. Nobody got an
    # answer from us later than now.
    return last_modified.replace(microsecond=0) <= known <= datetime.now(UTC) + _SKEW


def http_date(moment: datetime) -> str:
    """An aware moment as an IMF-fixdate (RFC 9110 section 5.6.7)."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)
