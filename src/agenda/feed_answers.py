"""The HTTP answer with a feed: in the coding that the client wants, or that it has it already."""

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


async def calendar(request: AnyRequest, wanted: Wanted, *headers: Header) -> Response[bytes]:
    """200 with the feed, or 304 for a client that has it. Raises what making it raises."""
    feeds = feeds_of(request.app)
    kept = await feeds.get(wanted)
    coding = preferred_coding(",".join(request.headers.getall("accept-encoding", [])))
    own = tag_of(kept.digest, coding)
    known = named_etag(request, [own, *(tag_of(kept.digest, other) for other in Coding)], kept.modified_at)
    common = (*_ALWAYS, (b"etag", (known or own).encode()), *_dated(kept), *headers)
    if known is not None:
        return Prepared(304, common)
    body = await feeds.in_coding(wanted, kept, coding)
    return Prepared(200, (*common, *_coded(coding), (b"content-length", b"%d" % len(body))), body)


def feeds_of(app: Litestar) -> KeptFeeds:
    """Those of this process."""
    if "feeds" not in app.state:
        app.state["feeds"] = KeptFeeds()
    feeds: KeptFeeds = app.state["feeds"]
    return feeds


def _dated(kept: Kept) -> tuple[Header, ...]:
    if kept.modified_at is None:
        return ()
    # Never later than the answer itself (RFC 9110 section 8.8.2.1).
    return ((b"last-modified", http_date(min(kept.modified_at, datetime.now(UTC))).encode()),)


def _coded(coding: Coding) -> tuple[Header, ...]:
    return () if coding is Coding.IDENTITY else ((b"content-encoding", coding.encode()),)
