"""What people may say about e-content packages, their parts and their links. The limits are those of the tables.

`PackageDetails` is also a line of a CSV file with packages.
"""

from typing import Annotated, Self, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from content_links.errors import (
    LessonOfOneSession,
    OneTargetNeeded,
    ReleaseAfterSession,
    ReleaseBeforeSession,
    WebAddressNeeded,
)
from content_links.vocabulary import Access, PackageKind, PackageState, Phase
from events.vocabulary import TargetGroup, Theme
from tabular.fields import LanguageCode, Line, Paragraphs, SlugText, WebAddress

_Value = TypeVar("_Value")

_MAX_SMALLINT = 32_767


def _once_each(values: tuple[_Value, ...]) -> tuple[_Value, ...]:
    return tuple(dict.fromkeys(values))


Themes = Annotated[tuple[Theme, ...], AfterValidator(_once_each)]
TargetGroups = Annotated[tuple[TargetGroup, ...], AfterValidator(_once_each)]
PackageSlug = Annotated[SlugText, Field(max_length=120)]


class _Details(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackageDetails(_Details):
    slug: PackageSlug
    title: Annotated[Line, Field(min_length=1, max_length=200)]
    summary: Annotated[Line, Field(max_length=300)] = ""
    description: Annotated[Paragraphs, Field(max_length=10_000)] = ""
    provider: Annotated[Line, Field(min_length=1, max_length=200)]
    kind: PackageKind
    access: Access
    url: WebAddress | None = None
    themes: Themes = ()
    target_groups: TargetGroups = ()
    language: LanguageCode = "nl"
    level: Annotated[Line, Field(max_length=20)] = ""
    duration_minutes: Annotated[int, Field(ge=1, le=_MAX_SMALLINT)] | None = None
    state: PackageState = PackageState.AVAILABLE
    access_note: Annotated[Line, Field(max_length=500)] = ""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.access == Access.OPEN and self.url is None:
            raise WebAddressNeeded(field="url")
        return self


class PackageChange(_Details):
    """What is sent is changed, the rest stays."""

    # These have defaults because nobody has to send them; what is not sent is never read.
    slug: PackageSlug = "unchanged"
    title: Annotated[Line, Field(min_length=1, max_length=200)] = "unchanged"
    summary: Annotated[Line, Field(max_length=300)] = ""
    description: Annotated[Paragraphs, Field(max_length=10_000)] = ""
    provider: Annotated[Line, Field(min_length=1, max_length=200)] = "unchanged"
    kind: PackageKind = PackageKind.COURSE
    access: Access = Access.OPEN
    url: WebAddress | None = None
    themes: Themes = ()
    target_groups: TargetGroups = ()
    language: LanguageCode = "nl"
    level: Annotated[Line, Field(max_length=20)] = ""
    duration_minutes: Annotated[int, Field(ge=1, le=_MAX_SMALLINT)] | None = None
    state: PackageState = PackageState.AVAILABLE
    access_note: Annotated[Line, Field(max_length=500)] = ""


class UnitDetails(_Details):
    """A part of a package; `position` is 1 for the first."""

    position: Annotated[int, Field(ge=1, le=_MAX_SMALLINT)]
    title: Annotated[Line, Field(min_length=1, max_length=200)]
    url: WebAddress | None = None


class LinkDetails(_Details):
    """A link from one activity (slug), session (id) or template (slug) to a package or its unit at a position.

    `release_days` counts days from the session's local day; negative is before it. `lesson` makes it a link of that
    meeting of each edition alone, counted from 1. A `hidden` one takes away what would be inherited.
    """

    package: PackageSlug
    unit: Annotated[int, Field(ge=1, le=_MAX_SMALLINT)] | None = None
    activity: PackageSlug | None = None
    session: UUID | None = None
    template: PackageSlug | None = None
    phase: Phase
    release_days: Annotated[int, Field(ge=-365, le=365)] = 0
    required: bool = False
    position: Annotated[int, Field(ge=0, le=_MAX_SMALLINT)] = 0
    note: Annotated[Line, Field(max_length=300)] = ""
    lesson: Annotated[int, Field(ge=1, le=_MAX_SMALLINT)] | None = None
    hidden: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if sum(target is not None for target in (self.activity, self.session, self.template)) != 1:
            raise OneTargetNeeded(field="activity")
        if self.lesson is not None and self.session is not None:
            raise LessonOfOneSession(field="lesson")
        if self.phase == Phase.PREPARE and self.release_days > 0:
            raise ReleaseAfterSession(field="release_days")
        if self.phase == Phase.FOLLOW_UP and self.release_days < 0:
            raise ReleaseBeforeSession(field="release_days")
        return self


class LinkChange(_Details):
    """What is sent is changed, the rest stays; where a link is, and of which package, does not change."""

    unit: Annotated[int, Field(ge=1, le=_MAX_SMALLINT)] | None = None
    phase: Phase = Phase.PREPARE
    release_days: Annotated[int, Field(ge=-365, le=365)] = 0
    required: bool = False
    position: Annotated[int, Field(ge=0, le=_MAX_SMALLINT)] = 0
    note: Annotated[Line, Field(max_length=300)] = ""
    lesson: Annotated[int, Field(ge=1, le=_MAX_SMALLINT)] | None = None
    hidden: bool = False
