"""Places and rooms to choose from in a form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planner.board_reading import BoardPlace, read_places
from planner.board_view import row_id
from planner.reach import Reachable
from web.i18n import Translator


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """A place with its rooms: a group of options."""

    name: str
    options: Sequence[tuple[str, str]]
    """Values as in `12:3`, and their names."""


WHOLE: Final = "%(place)s, in no room"


async def place_options(organisations: Sequence[Reachable], words: Translator) -> list[PlaceOptions]:
    """Of these organisations, those that are still used."""
    places = await read_places([each.id for each in organisations], ())
    return [_options(place, words) for place in places]


def _options(place: BoardPlace, words: Translator) -> PlaceOptions:
    whole = words.gettext(WHOLE, place=place.name) if place.rooms else place.name
    rooms = [(row_id((place.id, room.id)), f"{place.name}, {room.name}") for room in place.rooms]
    return PlaceOptions(place.name, [(row_id((place.id, None)), whole), *rooms])
