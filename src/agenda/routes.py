"""The routes of the public pages and feeds."""

from collections.abc import Sequence
from typing import Final

from litestar import Router
from litestar.types import ControllerRouterHandler

from agenda import (
    agenda_pages,
    check_in_code,
    example_page,
    feed_routes,
    feedback_page,
    my_all,
    my_change,
    my_page,
    open_page,
    pages,
    personal_feed,
    privacy_page,
    representations,
    signup_guarding,
    signup_page,
    unsubscribe_page,
)

ROUTES: Final[Sequence[ControllerRouterHandler]] = [
    *agenda_pages.ROUTES,
    *feed_routes.ROUTES,
    *representations.ROUTES,
    *signup_page.ROUTES,
    *signup_guarding.ROUTES,
    Router("/", route_handlers=pages.ROUTES, before_request=feed_routes.calendar_instead),
    *my_all.ROUTES,
    *my_page.ROUTES,
    *my_change.ROUTES,
    *open_page.ROUTES,
    *feedback_page.ROUTES,
    *unsubscribe_page.ROUTES,
    *example_page.ROUTES,
    *privacy_page.ROUTES,
    *personal_feed.ROUTES,
    *check_in_code.ROUTES,
]
