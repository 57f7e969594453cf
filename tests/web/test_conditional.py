from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar import Response, get
from litestar.testing import TestClient

from web.conditional import conditional, http_date, is_since, matches_etag, strong_etag
from web.requests import AnyRequest
from web.shell import create_shell

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
ETAG = strong_etag(BODY)
CHANGED_AT = datetime(2026, 11, 20, 9, 30, 15, 987_000, tzinfo=UTC)


@get("/feed")
async def feed(request: AnyRequest) -> Response[bytes]:
    return conditional(
        request,
        BODY,
        media_type="text/calendar",
        last_modified=CHANGED_AT,
        cache_control="public, max-age=300",
        headers={"Vary": "Accept-Language"},
    )


@get("/undated")
async def undated(request: AnyRequest) -> Response[bytes]:
    return conditional(request, BODY, media_type="text/calendar", cache_control="public")


def ask(path: str = "/feed", method: str = "GET", **headers: str) -> Any:
    with TestClient(create_shell([feed, undated], public_url="http://localhost")) as client:
        return client.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_conditional_first_answer_has_body_and_validators() -> None:
    answer = ask()
    names = ("etag", "last-modified", "cache-control", "vary", "content-type")
    assert answer.status_code == 200
    assert answer.content == BODY
    assert [answer.headers[name] for name in names] == [
        ETAG,
        "Fri, 20 Nov 2026 09:30:15 GMT",
        "public, max-age=300",
        "Accept-Language",
        "text/calendar; charset=utf-8",
    ]


def test_conditional_304_repeats_the_headers_without_body() -> None:
    answer = ask(if_none_match=ETAG)
    names = ("etag", "last-modified", "cache-control", "vary")
    assert (answer.status_code, answer.content) == (304, b"")
    assert [answer.headers[name] for name in names] == [
        ETAG,
        "Fri, 20 Nov 2026 09:30:15 GMT",
        "public, max-age=300",
        "Accept-Language",
    ]


def test_conditional_head_has_the_headers_of_get() -> None:
    answer = ask(method="HEAD")
    assert (answer.status_code, answer.content) == (200, b"")
    assert (answer.headers["etag"], answer.headers["content-length"]) == (ETAG, str(len(BODY)))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"if_none_match": '"other"'}, 200),
        ({"if_none_match": f"W/{ETAG}"}, 304),
        ({"if_none_match": f'"other", {ETAG}'}, 304),
        ({"if_none_match": "*"}, 304),
        ({"if_modified_since": "Fri, 20 Nov 2026 09:30:15 GMT"}, 304),
        ({"if_modified_since": "Fri, 20 Nov 2026 09:30:14 GMT"}, 200),
        ({"if_modified_since": "yesterday"}, 200),
        ({"if_none_match": '"other"', "if_modified_since": "Fri, 20 Nov 2026 09:30:15 GMT"}, 200),
        ({"if_none_match": ETAG, "if_modified_since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 304),
    ],
)
def test_conditional_status_for_preconditions(headers: dict[str, str], status: int) -> None:
    assert ask(**headers).status_code == status


def test_conditional_without_last_modified_ignores_dates() -> None:
    assert ask("/undated", if_modified_since="Fri, 20 Nov 2099 09:30:15 GMT").status_code == 200


def test_strong_etag_differs_for_another_body() -> None:
    assert strong_etag(b"a") != strong_etag(b"b")


def test_matches_etag_reads_commas_inside_tags() -> None:
    assert matches_etag('"a,b", "c"', '"a,b"')
    assert not matches_etag('"a,b"', '"b"')


def test_is_since_takes_the_older_date_formats() -> None:
    assert is_since("Friday, 20-Nov-26 09:30:15 GMT", CHANGED_AT)
    assert is_since("Fri Nov 20 09:30:15 2026", CHANGED_AT)
    assert not is_since("Fri Nov 20 09:30:14 2026", CHANGED_AT)


def test_http_date_converts_to_gmt() -> None:
    summer = datetime(2026, 7, 1, 14, tzinfo=UTC) + timedelta(microseconds=5)
    assert http_date(summer) == "Wed, 01 Jul 2026 14:00:00 GMT"
