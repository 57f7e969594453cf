"""The pages for people who look around: start, activity, location, e-content and how to subscribe."""

from collections.abc import Sequence
from typing import Final

from litestar.types import ControllerRouterHandler

from agenda import activity_page, cover_route, home_page, learn_page, location_page, package_page, subscribe_page

ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    *home_page.ROUTES,
    *activity_page.ROUTES,
    *location_page.ROUTES,
    *learn_page.ROUTES,
    *package_page.ROUTES,
    *cover_route.ROUTES,
    *subscribe_page.ROUTES,
]
