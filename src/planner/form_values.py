"""What fields of the planner's forms hold, as browsers send them."""

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

PLACE: Final = r"^[1-9][0-9]{0,8}:([1-9][0-9]{0,8})?$"

PlaceValue = Annotated[str, Field(pattern=PLACE)]
"""A location with or without one of its rooms: `12:` or `12:3`."""

Sent = Annotated[bool, BeforeValidator(lambda value: value not in ("", False))]
"""A tick: browsers send nothing for a box that is not ticked."""

EMPTY_IS_NONE: Final = BeforeValidator(lambda value: None if value == "" else value)


class AtPlace(BaseModel):
    """A form in which somebody chooses a place."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    place: PlaceValue

    @property
    def location(self) -> int:
        return int(self.place.split(":")[0])

    @property
    def room(self) -> int | None:
        room = self.place.split(":")[1]
        return int(room) if room else None
