"""Where the links of a mail lead that is only an example."""

from collections.abc import Sequence
from typing import Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from agenda.own_pages import PRIVATE
from web.requests import AnyRequest
from web.templating import page


@get("/example-mail")
async def example(request: AnyRequest) -> Response[bytes]:
    return page(request, "agenda/example_mail.html", {}, headers=PRIVATE)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [example]
