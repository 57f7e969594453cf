"""All routes of the product, beside those of the shell (static files, health, language)."""

from collections.abc import Sequence
from typing import Final

from litestar import Router
from litestar.types import ControllerRouterHandler

from agenda import api_progress, api_public
from agenda import routes as agenda_routes
from leeragenda import dev_mail
from planner import (
    api_content,
    api_packages_import,
    api_places,
    api_procurement,
    api_reporting,
    api_slots,
    api_staff,
    api_staffing,
    api_suggestions,
    api_templates,
    api_undo,
)
from planner import routes as planner_routes

# One router for both: with two, Litestar would answer OPTIONS twice on the paths that they share.
API: Final = Router(
    "/api/v1",
    route_handlers=[
        *api_public.HANDLERS,
        *api_progress.ROUTES,
        *api_staff.HANDLERS,
        *api_content.HANDLERS,
        *api_suggestions.HANDLERS,
        *api_procurement.HANDLERS,
        *api_reporting.HANDLERS,
        *api_packages_import.HANDLERS,
        *api_staffing.HANDLERS,
        *api_places.HANDLERS,
        *api_slots.HANDLERS,
        *api_templates.HANDLERS,
        *api_undo.HANDLERS,
    ],
    include_in_schema=True,
)

ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    API,
    *agenda_routes.ROUTES,
    *planner_routes.ROUTES,
    *dev_mail.ROUTES,
]
