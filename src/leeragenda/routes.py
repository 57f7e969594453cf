"""All routes of the product, beside those of the shell (static files, health, language)."""

from collections.abc import Sequence
from typing import Final

from litestar.types import ControllerRouterHandler

ROUTES: Final[Sequence[ControllerRouterHandler]] = []
