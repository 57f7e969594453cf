"""The JSON API of what providers report back."""

from typing import Final

from litestar import put
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from content_links.learning.reporting import Reporting, set_reporting
from history.operations import operation
from identity.guarding import staff_only
from planner.procurement_roles import committee_of
from web.requests import AnyRequest


@put("/providers/{slug:str}/reporting", guards=[staff_only])
async def put_reporting(request: AnyRequest, slug: FromPath[str], data: JSONBody[Reporting]) -> Reporting:
    """Write down that a provider tells what learners complete, and in which parameter it wants their reference."""
    account, organisation = request.user.account_id, committee_of(request.user)
    async with operation("provider.reporting", account=account, organisation=organisation, provider=slug):
        await set_reporting(slug, data)
    return data


HANDLERS: Final[list[ControllerRouterHandler]] = [put_reporting]
