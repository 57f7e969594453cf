"""The routes of the public pages and feeds."""

from collections.abc import Sequence
from typing import Final

from litestar.types import ControllerRouterHandler

ROUTES: Final[Sequence[ControllerRouterHandler]] = []
