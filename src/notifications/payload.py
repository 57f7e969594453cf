"""What a message keeps that cannot be read from the database when it is delivered."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Former(BaseModel):
    """How a session was before it moved. Times are aware UTC; `location` and `room` are ids.

    `address` is what that of the location was, when it has another one since.
    """

    model_config = ConfigDict(frozen=True)
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    location: int
    room: int | None
    address: str | None = None


class Payload(BaseModel):
    """The column `payload` of a message.

    `part` of `parts`: an edition that one invitation cannot hold takes several mails. `series`: session -> its start
    and end, when one recurring invitation holds them all; it stays as it was first sent, because changes refer to it.
    `occurrence`: that start, in a message about one session of such a series. `told`: session, or UID of a series ->
    the SEQUENCE that the reader knows of after this mail. `reinstated`: the session was cancelled and is held after
    all. `added`: the group has one more meeting. `by_staff` and `had_place` say who cancelled a registration, and
    whether it was a place or one on the waiting list. `link` and `locale`: of a link for somebody on the staff, who
    has no registration. `people` signed up where `minimum` are needed. `registration` and `text`: who wrote what, in a
    mail that passes it on to the library.
    `formers` and `revisions`: session -> how it was and its SEQUENCE since, in a mail about a whole series.
    `places`: the (registration, session) pairs that a digest tells of. `asks`: the mail asks how it was.
    `organisation` and `licences`: whose e-content a mail to staff is about, and which licences end.
    `sample`: what a test is of, as "activities/<slug>/<key of the mail>".
    """

    model_config = ConfigDict(frozen=True)
    part: int = 1
    parts: int = 1
    series: dict[UUID, tuple[AwareDatetime, AwareDatetime]] = {}
    occurrence: datetime | None = None
    former: Former | None = None
    formers: dict[UUID, Former] = {}
    revisions: dict[UUID, int] = {}
    reinstated: bool = False
    added: bool = False
    told: dict[UUID, int] = {}
    by_staff: bool = False
    had_place: bool = True
    people: int = 0
    minimum: int = 0
    link: UUID | None = None
    locale: Literal["nl", "en"] = "nl"
    places: tuple[tuple[UUID, UUID], ...] = ()
    asks: bool = False
    sample: str = ""
    organisation: int | None = None
    licences: tuple[int, ...] = ()
    registration: UUID | None = None
    text: str = ""

    def as_json(self) -> str:
        return self.model_dump_json(exclude_defaults=True)
