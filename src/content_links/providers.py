"""Who makes or hosts packages: how they are called everywhere, and how to reach them."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from content_links.errors import ProviderNameTaken
from content_links.learning.errors import UnknownProvider
from database.transaction import execute, fetch, fetch_row, transaction
from database.violations import violations
from places.schemas import EmailAddress, Phone
from tabular.fields import Line, WebAddress

_COLUMNS = "provider.id, provider.slug, provider.name, provider.url, provider.email, provider.phone, provider.note"
_LIST = f"""
SELECT {_COLUMNS}, (SELECT count(*) FROM package WHERE package.provider = provider.name)::int AS packages
FROM provider WHERE searchable(provider.name) LIKE searchable($1)
ORDER BY searchable(provider.name), provider.id LIMIT $2
"""  # noqa: S608  constant
_ONE = f"""
SELECT {_COLUMNS}, (SELECT count(*) FROM package WHERE package.provider = provider.name)::int AS packages
FROM provider WHERE provider.slug = $1
"""  # noqa: S608  constant
_NAMED = f"SELECT {_COLUMNS}, 0 AS packages FROM provider WHERE provider.name = $1"  # noqa: S608  constant
_CHANGE = "UPDATE provider SET name = $2, url = $3, email = $4, phone = $5, note = $6 WHERE id = $1"


class ProviderDetails(BaseModel):
    """`note` is for staff; visitors see the rest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    url: WebAddress | None = None
    email: EmailAddress | None = None
    phone: Phone | None = None
    note: Annotated[Line, Field(max_length=500)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    """`packages` is how many name it, whatever their state."""

    id: int
    slug: str
    name: str
    url: str | None
    email: str | None
    phone: str | None
    note: str
    packages: int


async def list_providers(q: str = "", *, limit: int = 200) -> list[ProviderRow]:
    """Those with `q` in their name, in order of name."""
    escaped = q.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return [ProviderRow(**record) for record in await fetch(_LIST, f"%{escaped}%", limit)]


async def provider_by_slug(slug: str) -> ProviderRow:
    """:raises UnknownProvider: there is none."""
    record = await fetch_row(_ONE, slug)
    if record is None:
        raise UnknownProvider(slug=slug, field="provider")
    return ProviderRow(**record)


async def provider_named(name: str) -> ProviderRow:
    """Of a package, of which the database sees to it that there is one; its packages are not counted.

    :raises UnknownProvider: there is none.
    """
    record = await fetch_row(_NAMED, name)
    if record is None:
        raise UnknownProvider(slug=name, field="provider")
    return ProviderRow(**record)


async def change_provider(*, slug: str, details: ProviderDetails) -> None:
    """Who is renamed is so in every package; the slug stays.

    :raises UnknownProvider: there is none.
    :raises ProviderNameTaken: another has this name.
    """
    taken = ProviderNameTaken(name=details.name, field="name")
    async with transaction():
        provider = await provider_by_slug(slug)
        values = (details.name, details.url, details.email, details.phone, details.note)
        with violations({"provider_name_key": taken}):
            await execute(_CHANGE, provider.id, *values)
