"""The routes of the public pages and feeds."""

from collections.abc import Sequence
from typing import Final

from litestar.types import ControllerRouterHandler

from agenda import agenda_pages, api_public, feed_routes, my_page, pages, personal_feed, signup_page

ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    *agenda_pages.ROUTES,
    *feed_routes.ROUTES,
    *api_public.ROUTES,
    *signup_page.ROUTES,
    *pages.ROUTES,
    *my_page.ROUTES,
    *personal_feed.ROUTES,
]
