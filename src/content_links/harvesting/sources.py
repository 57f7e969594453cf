"""Catalogues of providers: adding them, how they are doing, and stopping with one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from content_links.harvesting.errors import HarvestSourceTaken, UnknownHarvestSource
from content_links.vocabulary import HarvestKind
from database.transaction import execute, fetch, fetch_row, fetch_value, transaction
from database.violations import violations
from elsewhere.asking import plain_address
from tabular.fields import Line, WebAddress

_SOURCES: Final = """
SELECT source.id, source.organisation, organisation.name AS organisation_name, source.name, source.kind, source.url,
    source.metadata_prefix, source.set_spec, source.resumption_token, source.changed_since, source.run_started_at,
    source.next_run_at, source.failures, source.last_error,
    (SELECT count(*) FROM package WHERE package.source = source.id AND withdrawn_at IS NULL) AS offered,
    (SELECT count(*) FROM package WHERE package.source = source.id AND withdrawn_at IS NOT NULL) AS withdrawn
FROM harvest_source AS source JOIN organisation ON organisation.id = source.organisation
"""
_INSERT: Final = """
INSERT INTO harvest_source (organisation, name, kind, url, metadata_prefix, set_spec, resumption_token, changed_since,
    run_started_at, next_run_at, failures, last_error)
VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL, NULL, now(), 0, '') RETURNING id
"""
# Its packages stay, and nobody takes them for those of a file with the same identifier.
_LET_GO: Final = "UPDATE package SET source = NULL, identifier = NULL WHERE source = $1"


class SourceDetails(BaseModel):
    """:ivar set_spec: the part of an OAI-PMH catalogue that is wanted; empty is all of it.
    :ivar metadata_prefix: how an OAI-PMH catalogue describes its records; empty is oai_dc.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[Line, Field(min_length=1, max_length=200)]
    kind: HarvestKind
    url: Annotated[WebAddress, AfterValidator(plain_address)]
    metadata_prefix: Annotated[Line, Field(max_length=40)] = ""
    set_spec: Annotated[Line, Field(max_length=200)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestSourceRow:
    """`offered` and `withdrawn` count its packages; `last_error` is in Dutch, as the pages are."""

    id: int
    organisation: int
    organisation_name: str
    name: str
    kind: HarvestKind
    url: str
    metadata_prefix: str
    set_spec: str
    resumption_token: str | None
    changed_since: datetime | None
    run_started_at: datetime | None
    next_run_at: datetime
    failures: int
    last_error: str
    offered: int
    withdrawn: int


async def add_harvest_source(*, organisation: int, details: SourceDetails) -> int:
    """The id of the new catalogue, which the worker reads within a minute.

    :raises HarvestSourceTaken: the organisation has it already.
    """
    values = (details.name, details.kind, details.url, details.metadata_prefix, details.set_spec)
    async with transaction():
        with violations({"harvest_source_once": HarvestSourceTaken(field="url")}):
            source: int = await fetch_value(_INSERT, organisation, *values)
    return source


async def harvest_source_by_id(source: int) -> HarvestSourceRow:
    """:raises UnknownHarvestSource: there is none."""
    record = await fetch_row(_SOURCES + "WHERE source.id = $1", source)
    if record is None:
        raise UnknownHarvestSource
    return _row(record)


async def harvest_sources(organisations: Sequence[int] | None = None) -> list[HarvestSourceRow]:
    """Those of these organisations, or all, by name."""
    sql = _SOURCES + "WHERE $1::int[] IS NULL OR source.organisation = ANY($1) ORDER BY source.name, source.id"
    return [_row(record) for record in await fetch(sql, organisations)]


async def ask_soon(source: int) -> None:
    """The worker reads it within a minute, from where it was.

    :raises UnknownHarvestSource: there is none.
    """
    if await execute("UPDATE harvest_source SET next_run_at = now() WHERE id = $1", source) != "UPDATE 1":
        raise UnknownHarvestSource


async def remove_harvest_source(source: int) -> None:
    """Reads it no longer; the packages that came from it stay.

    :raises UnknownHarvestSource: there is none.
    """
    async with transaction():
        await execute(_LET_GO, source)
        if await execute("DELETE FROM harvest_source WHERE id = $1", source) != "DELETE 1":
            raise UnknownHarvestSource


def _row(record: Mapping[str, Any]) -> HarvestSourceRow:
    values = dict(record)
    return HarvestSourceRow(**values | {"kind": HarvestKind(values["kind"])})
