"""The routes of the public pages and feeds."""

from collections.abc import Sequence
from typing import Final

from litestar.types import ControllerRouterHandler

from agenda import my_page, personal_feed, signup_page

ROUTES: Final[Sequence[ControllerRouterHandler]] = [*signup_page.ROUTES, *my_page.ROUTES, *personal_feed.ROUTES]
