"""The addresses of packages that do not answer any more, for who looks after them."""

from collections.abc import Sequence
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from content_links.harvesting.dead_links import check_again, dead_links
from content_links.harvesting.errors import UnknownAddress
from identity.guarding import staff_only
from planner.reach import organisations_of
from planner.staff_pages import staff_page
from web.requests import AnyRequest

PATH: Final = "/planner/content/dead-links"
_CHECK: Final = PATH + "/{link:int}"


@get(PATH, guards=[staff_only])
async def show_dead_links(request: AnyRequest) -> Response[bytes]:
    found = await dead_links([each.id for each in await organisations_of(request.user, f"GET {PATH}")])
    return staff_page(request, "planner/dead_links.html", {"links": found})


@post(_CHECK, guards=[staff_only])
async def check_link(request: AnyRequest, link: FromPath[int]) -> Redirect:
    """Lets the worker look again.

    :raises UnknownAddress: none of their organisations has it.
    """
    reached = await organisations_of(request.user, f"POST {PATH}/{{link}}")
    if not await check_again(link, [each.id for each in reached]):
        raise UnknownAddress
    return Redirect(PATH, status_code=303)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_dead_links, check_link]
