"""The parameters of lists in the API: `limit` and `cursor`, and nothing that we do not know."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from web.requests import AnyRequest

MOST_ITEMS = 200
PAGING = ("limit", "cursor")

_Query = TypeVar("_Query", bound="PageQuery")


class PageQuery(BaseModel):
    """`cursor` is the `next` of the part before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = 50
    cursor: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")] | None = None


class OwnedQuery(PageQuery):
    """`organisation` is a slug; it stands for those below it as well."""

    organisation: Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9-]+$")] | None = None


def read_query(request: AnyRequest, kind: type[_Query]) -> _Query:
    """:raises pydantic.ValidationError: an unknown, repeated or unreadable parameter, by name."""
    values: dict[str, object] = {}
    for name, value in request.query_params.multi_items():
        values[name] = [value] if name in values else value
    return kind.model_validate(values)


def without_paging(request: AnyRequest) -> list[tuple[str, str]]:
    """The other parameters of a list."""
    return [pair for pair in request.query_params.multi_items() if pair[0] not in PAGING]


def read_paging(request: AnyRequest) -> PageQuery:
    """Only `limit` and `cursor`, of a list that has its own parameters too."""
    given = request.query_params
    values = {name: given.getall(name) for name in PAGING if name in given}
    return PageQuery.model_validate({name: each[0] if len(each) == 1 else each for name, each in values.items()})
