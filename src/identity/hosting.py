"""The places of a host. Who comes there, they see for today and tomorrow: planner.hosting."""

from database.transaction import fetch


async def places_of(account_id: int) -> list[int]:
    """The ids of the locations that this account is host of."""
    rows = await fetch("SELECT location FROM host_place WHERE account = $1 ORDER BY location", account_id)
    return [row["location"] for row in rows]
