"""The product with routes more that answer always the same, to hold other figures against."""

from functools import cache

from litestar import Litestar, Response, get
from litestar.params import FromPath

from leeragenda import routes
from leeragenda.app import create_app as create_product

BODY = b"x" * 1024


@get("/bench/constant", media_type="text/plain", sync_to_thread=False)
def constant() -> bytes:
    return BODY


@get("/bench/constant/{size:int}", media_type="text/calendar", sync_to_thread=False)
def constant_of(size: FromPath[int]) -> bytes:
    return _body(size)


@cache
def _body(size: int) -> bytes:
    return b"x" * size


@get("/bench/unchanged", media_type="text/calendar", sync_to_thread=False)
def unchanged() -> Response[bytes]:
    return Response(b"", status_code=304, headers={"ETag": '"constant"', "Cache-Control": "public, max-age=60"})


def create_app() -> Litestar:
    routes.ROUTES += [constant, constant_of, unchanged]
    return create_product()
