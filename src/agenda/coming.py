"""What comes next somewhere."""

from typing import Final

from agenda.filters import read_filters
from agenda.search import listed, upcoming_of_location
from agenda.session_rows import ListedSession

A_FEW: Final = 6


async def coming_at(location_id: int | None, limit: int = A_FEW) -> list[ListedSession]:
    """What comes next at a location; anywhere when there is none, or nothing there."""
    rows = await upcoming_of_location(location_id, limit) if location_id is not None else []
    return rows or await listed(read_filters([]), limit=limit)
