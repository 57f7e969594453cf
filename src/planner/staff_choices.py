"""What the forms about places and people share: the organisation of the page, lists of choices, and operations."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any

from litestar.datastructures import FormMultiDict
from litestar.params import PathParameter
from pydantic import ValidationError

from identity.errors import NotAllowed
from identity.guarding import allow
from places.queries import organisation_by_slug
from planner.form_pages import mistake, status_of
from planner.hours_text import WEEKDAYS
from planner.reach import Reachable, organisations_of
from refusals import Refusal
from web.dates import wording
from web.i18n import Translator, translator_of
from web.requests import AnyRequest
from web.validation import FieldError, field_errors

PathId = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
"""An id in an address."""
Mistakes = tuple[list[FieldError], int]


async def organisation_of(request: AnyRequest, route: str) -> Reachable:
    """The one that the address names, or else the first of its own.

    :raises UnknownOrganisation: there is none.
    :raises NotAllowed: they may not use this route for it.
    """
    slug = request.query_params.get("organisation")
    if slug:
        row = await organisation_by_slug(slug)
        await allow(request, row.id)
        return Reachable(row.id, row.slug, row.name)
    own = await organisations_of(request.user, route)
    if not own:
        raise NotAllowed
    direct = {grant.organisation_id for grant in request.user.grants}
    return next((each for each in own if each.id in direct), own[0])


def options(names: Mapping[Any, str], words: Translator, chosen: Collection[str] = ()) -> list[dict[str, Any]]:
    """A choice for each value of a closed list, in the reader's language.

    :param names: value -> key of the catalogue.
    """
    return [
        {"value": str(value), "label": words.gettext(name), "chosen": str(value) in chosen}
        for value, name in names.items()
    ]


def filled_in(form: FormMultiDict | Mapping[str, Any], *names: str) -> dict[str, str]:
    """The text of these fields, without what is empty."""
    texts = {name: str(form.get(name, "")).strip() for name in names}
    return {name: text for name, text in texts.items() if text}


def ticked(form: FormMultiDict, name: str, values: type[StrEnum]) -> list[str]:
    """What is chosen of a closed list."""
    known = {each.value for each in values}
    return [str(each) for each in form.getall(name, []) if str(each) in known]


def numbers(texts: Iterable[Any]) -> list[int]:
    """Ids; what is no number is left out."""
    found = [str(text) for text in texts]
    return [int(text) for text in found if text.isdecimal() and len(text) < 10]  # noqa: PLR2004  a column's size


def mistakes_of(request: AnyRequest, error: ValidationError | Refusal) -> Mistakes:
    """What is wrong with a form, and the status of the answer that says so."""
    if isinstance(error, ValidationError):
        return field_errors(error, translator_of(request)), 400
    return [mistake(request, error)], status_of(error)


def said(mistakes: Mistakes) -> dict[str, Any]:
    """For a template: everything that is wrong, and what is wrong with each field."""
    return {"errors": mistakes[0], "error_of": {error.field: error.text for error in mistakes[0]}}


def week_fields(values: Mapping[str, Any], words: Translator) -> list[dict[str, str]]:
    """A field for each day of the week, as `planner.hours_text` reads them."""
    names = wording(words.locale).weekdays
    return [
        {"name": f"day{day}", "label": names[day - 1].capitalize(), "value": str(values.get(f"day{day}", ""))}
        for day in WEEKDAYS
    ]
