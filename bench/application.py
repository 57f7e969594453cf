"""The product with one route more: a constant answer of 1 KiB, to hold other figures against."""

from litestar import Litestar, get

from leeragenda import routes
from leeragenda.app import create_app as create_product

BODY = b"x" * 1024


@get("/bench/constant", media_type="text/plain", sync_to_thread=False)
def constant() -> bytes:
    return BODY


def create_app() -> Litestar:
    routes.ROUTES.append(constant)
    return create_product()
