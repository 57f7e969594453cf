"""What people choose about packages that a file or catalogue does not say."""

from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from content_links.harvesting.errors import HostedNowhere
from content_links.vocabulary import Access
from tabular.fields import LanguageCode, Line, WebAddress

CHOICES_OF_ACCESS: Final = tuple(access for access in Access if access is not Access.HOSTED)
"""What can be chosen for a new package: nothing is hosted here yet, so that nobody is sent to an empty page."""


class Choices(BaseModel):
    """:ivar owner: id of the organisation that looks after the packages; None for nobody.
    :ivar source: id of the catalogue that they are from; None for a file.
    :ivar access: None is open for everybody when there is an address, else on a computer in the library.
    :ivar provider: who makes them, where they do not say so themselves; `language` too.
    :ivar url: where a package is found that does not say so itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    owner: int | None = None
    source: int | None = None
    access: Access | None = None
    provider: Annotated[Line, Field(max_length=200)] = ""
    language: LanguageCode = "nl"
    url: WebAddress | None = None

    @model_validator(mode="after")
    def _can_be_opened(self) -> Self:
        if self.access is Access.HOSTED:
            raise HostedNowhere(field="access")
        return self
