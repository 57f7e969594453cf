"""The routes of staff."""

from collections.abc import Sequence
from typing import Final

from litestar.types import ControllerRouterHandler

from planner import api_staff

ROUTES: Final[Sequence[ControllerRouterHandler]] = [*api_staff.ROUTES]
