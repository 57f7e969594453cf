"""The pictures of packages, served by us with a long cache: another picture has another address."""

from collections.abc import Sequence
from typing import Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from content_links.covers import cover_of
from content_links.errors import UnknownPackage
from web.conditional import conditional
from web.requests import AnyRequest

_KEPT: Final = "public, max-age=31536000, immutable"
# Whatever it is, a browser runs nothing of it.
_HARMLESS: Final = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}


@get("/learn/{slug:str}/cover")
async def cover(request: AnyRequest, slug: FromPath[str]) -> Response[bytes]:
    """:raises UnknownPackage: there is none, or it has no picture of its own."""
    picture = await cover_of(slug)
    if picture is None:
        raise UnknownPackage(slug=slug)
    return conditional(request, picture.body, media_type=picture.media_type, cache_control=_KEPT, headers=_HARMLESS)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [cover]
