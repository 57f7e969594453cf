"""The HTTP answer with a feed: in the coding that the client wants, or that it has it already."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from litestar import Litestar, Response

from agenda.feed_store import Kept
from agenda.kept_feeds import KeptFeeds, Wanted
from web.codings import Coding, preferred_coding, tag_of
from web.conditional import http_date, named_etag
from web.prepared import Header, Prepared
from web.requests import AnyRequest

# Short, because who asks us gets what is true now; a cache in front may give an older one while it asks, or when we are
# away (RFC 5861).
CACHED: Final = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
_ALWAYS: Final[tuple[Header, ...]] = (
    (b"content-type", b"text/calendar; charset=utf-8"),
    (b"cache-control", CACHED.encode()),
    (b"vary", b"Accept-Encoding"),
)
_READ: Final = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since"})


async def calendar(request: AnyRequest, wanted: Wanted) -> Response[bytes]:
    """200 with the feed, or 304 for a client that has it. Raises what making it raises."""
    feeds = feeds_of(request.app)
    kept = await feeds.get(wanted)
    asked = _asked(request)
    coding = preferred_coding(asked.get(b"accept-encoding", ""))
    known = _known(asked, kept, coding)
    if known is not None:
        return Prepared(304, [*wanted.headers, *_headers(kept, known)])
    body = await feeds.in_coding(wanted, kept, coding)
    return Prepared(200, [*wanted.headers, *_headers(kept, coding), *_of_body(body, coding)], body)


def feeds_of(app: Litestar) -> KeptFeeds:
    """Those of this process."""
    feeds: KeptFeeds | None = app.state.get("feeds")
    if feeds is None:
        feeds = app.state["feeds"] = KeptFeeds()
    return feeds


def _asked(request: AnyRequest) -> Mapping[bytes, str]:
    """The headers that matter here, each on one line; read from what the server gave, as all answers pass here."""
    asked: dict[bytes, str] = {}
    for name, value in request.scope["headers"]:
        if name in _READ:
            text = value.decode("latin-1")
            asked[name] = f"{asked[name]}, {text}" if name in asked else text
    return asked


def _known(asked: Mapping[bytes, str], kept: Kept, coding: Coding) -> Coding | None:
    """In which coding the client has the feed as it is, that of the answer before others."""
    if_none_match, if_modified_since = asked.get(b"if-none-match", ""), asked.get(b"if-modified-since", "")
    if not if_none_match and not if_modified_since:
        return None
    if if_none_match == tag_of(kept.digest, coding):  # nearly always
        return coding
    codings = {tag_of(kept.digest, each): each for each in (coding, *Coding)}
    named = named_etag(if_none_match, if_modified_since, list(codings), kept.modified_at)
    return codings[named] if named is not None else None


def _headers(kept: Kept, coding: Coding) -> tuple[Header, ...]:
    """Of an answer with that feed, whether or not it has the body."""
    headers = kept.headers.get(coding)
    if headers is not None:
        return headers
    headers = (*_ALWAYS, (b"etag", tag_of(kept.digest, coding).encode()))
    if kept.modified_at is None:
        return headers
    # Never later than the answer itself (RFC 9110 section 8.8.2.1).
    now = datetime.now(UTC)
    headers = (*headers, (b"last-modified", http_date(min(kept.modified_at, now)).encode()))
    if kept.modified_at <= now:
        kept.headers[coding] = headers
    return headers


def _of_body(body: bytes, coding: Coding) -> tuple[Header, ...]:
    length = (b"content-length", b"%d" % len(body))
    return (length,) if coding is Coding.IDENTITY else (length, (b"content-encoding", coding.encode()))
