"""What came of a form that plans something: what was filled in, and what is wrong with it or in its way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from events.errors import Clashes
from planner.form_pages import mistake, status_of
from planner.obstacles import Obstacle, Opening, obstacles_of, openings_for
from planner.previews import Preview
from refusals import Missing, Refusal
from web.i18n import translator_of
from web.requests import AnyRequest
from web.validation import FieldError, field_errors

ORDER: Final = (
    "activity",
    "date",
    "first_day",
    "starts_at",
    "ends_at",
    "place",
    "last_day",
    "lessons",
    "title",
    "note",
    "capacity",
    "reason",
)
"""Of the fields, as they stand on the pages."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A form with what was filled in, and what came of it.

    :ivar openings: times and places that are free instead.
    """

    values: Mapping[str, Any]
    errors: Sequence[FieldError] = ()
    obstacles: Sequence[Obstacle] = ()
    openings: Sequence[Opening] = ()
    preview: Preview | None = None
    status: int = 200

    @property
    def error_of(self) -> dict[str, str]:
        """The sentence beside each field that has one."""
        return {error.field: error.text for error in self.errors}


async def refused(
    request: AnyRequest, values: Mapping[str, Any], error: ValidationError | Refusal, *, timezone: str
) -> Shown:
    """The form again with what is wrong or in the way.

    :param timezone: of the place, in whose time it is said.
    :raises Missing: what the form is about is gone, so there is nothing to show.
    """
    words = translator_of(request)
    if isinstance(error, ValidationError):
        return Shown(values, errors=_in_order(field_errors(error, words)), status=400)
    if isinstance(error, Missing) and not error.field:
        raise error
    errors = [mistake(request, error)]
    if not isinstance(error, Clashes):
        return Shown(values, errors=errors, status=status_of(error))
    obstacles = obstacles_of(error, timezone, words)
    return Shown(values, errors, obstacles, await openings_for(error, words), status=status_of(error))


def _in_order(errors: list[FieldError]) -> list[FieldError]:
    return sorted(errors, key=lambda error: ORDER.index(error.field) if error.field in ORDER else len(ORDER))
