"""What a published template said, and how that differs from what it says now. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from events.templates.schemas import TemplateDetails

LINKS: Final = "links"
OF_A_RUN: Final = ("planned_sessions", "session_minutes", "capacity")
"""What a run gets when it is planned, and no activity has."""
OF_AN_ACTIVITY: Final = (*(name for name in TemplateDetails.model_fields if name not in OF_A_RUN), LINKS)
"""What an activity can take over, each by itself."""


class LinkedContent(BaseModel):
    """E-content that comes with a template; `phase` is a value of content_links.vocabulary, `package` a slug."""

    model_config = ConfigDict(frozen=True)

    package: str
    unit: int | None = None
    phase: str
    release_days: int = 0
    required: bool = False
    position: int = 0
    note: str = ""
    lesson: int | None = None


class TemplateContent(TemplateDetails):
    """Everything that a template says, as a revision of it keeps it."""

    # What was published may be longer than what may be written today.
    model_config = ConfigDict(frozen=True, extra="ignore")

    links: tuple[LinkedContent, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the template has changed.

    :ivar then: what the template said when it was adopted or last looked at.
    :ivar now: what it says today.
    :ivar mine: what the activity has; None for what only a run has.
    """

    field: str
    then: Any
    now: Any
    mine: Any

    @property
    def can_take_over(self) -> bool:
        return self.field in OF_AN_ACTIVITY

    @property
    def is_own(self) -> bool:
        """Whether the library had changed this itself."""
        return self.can_take_over and self.mine != self.then


def differences(adopted: TemplateContent, newest: TemplateContent, own: Mapping[str, Any]) -> list[Difference]:
    """What the template has changed and the activity does not have yet, in the order of the fields.

    What only the library changed is no difference: that is how it wants it.

    :param own: what the activity has, by the names of `OF_AN_ACTIVITY`.
    """
    names = (*OF_AN_ACTIVITY, *OF_A_RUN)
    found = [Difference(name, getattr(adopted, name), getattr(newest, name), own.get(name)) for name in names]
    return [each for each in found if not _same(each.then, each.now) and not _same(each.mine, each.now)]


def _same(one: Any, other: Any) -> bool:
    """Lists of words and links are the same in any order."""
    if isinstance(one, Sequence) and not isinstance(one, str) and isinstance(other, Sequence):
        return sorted(map(str, one)) == sorted(map(str, other))
    return bool(one == other)
