"""What the ids in changed rows stand for."""

from collections.abc import Mapping, Sequence
from typing import Final

from database.transaction import fetch
from history.changes import RowDifference

Names = Mapping[tuple[str, str], str]
"""(column, id as text) -> name."""

# One query for all of them; what is gone by now keeps its number.
_NAMES: Final = """
SELECT 'location' AS name, id::text, location.name AS said FROM location WHERE id::text = ANY($1::text[])
UNION ALL SELECT 'room', id::text, room.name FROM room WHERE id::text = ANY($2::text[])
UNION ALL SELECT 'organisation', id::text, organisation.name FROM organisation WHERE id::text = ANY($3::text[])
UNION ALL SELECT 'account', id::text, coalesce(nullif(account.name, ''), account.email) FROM account
    WHERE id::text = ANY($4::text[])
UNION ALL SELECT 'facilitator', id::text, facilitator.name FROM facilitator WHERE id::text = ANY($5::text[])
"""
_COLUMNS: Final = ("location", "room", "organisation", "account", "facilitator")


async def names_in(rows: Sequence[RowDifference]) -> Names:
    """The names of everything that these rows refer to, before and after, in one query."""
    values = [values for row in rows for values in (row.before, row.after) if values]
    ids = [sorted({str(each[name]) for each in values if each.get(name)}) for name in _COLUMNS]
    return {(row["name"], row["id"]): row["said"] for row in await fetch(_NAMES, *ids)}
