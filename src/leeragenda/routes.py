"""All routes of the product, beside those of the shell (static files, health, language)."""

from collections.abc import Sequence
from typing import Final

from litestar.types import ControllerRouterHandler

from agenda import routes as agenda_routes
from leeragenda import dev_mail
from planner import routes as planner_routes

ROUTES: Final[Sequence[ControllerRouterHandler]] = [*agenda_routes.ROUTES, *planner_routes.ROUTES, *dev_mail.ROUTES]
