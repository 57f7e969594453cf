"""What happens with people's data, in plain words."""

from collections.abc import Sequence
from typing import Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from settings import get_settings
from web.requests import AnyRequest
from web.templating import page


@get("/privacy")
async def show_privacy(request: AnyRequest) -> Response[bytes]:
    return page(request, "agenda/privacy.html", {"section": "", "months": get_settings().retention_months})


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_privacy]
