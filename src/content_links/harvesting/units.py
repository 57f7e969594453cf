"""Which parts of a package are still the same ones, when its maker changed it."""

from collections.abc import Sequence
from dataclasses import dataclass

from content_links.harvesting.found import FoundUnit
from database.transaction import execute_many, fetch

_KNOWN = """
SELECT unit.id, unit.position, unit.title, unit.url, unit.duration_minutes,
    EXISTS (SELECT FROM content_link WHERE content_link.unit = unit.id) AS is_linked
FROM unit WHERE package = $1 ORDER BY position
"""
_INSERT = "INSERT INTO unit (package, position, title, url, duration_minutes) VALUES ($1, $2, $3, $4, $5)"
_UPDATE = "UPDATE unit SET position = $2, title = $3, url = $4, duration_minutes = $5 WHERE id = $1"
# No two parts have one position, not even while they change places.
_ASIDE = "UPDATE unit SET position = position - 20000 WHERE id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnit:
    id: int
    position: int
    title: str
    url: str | None
    duration_minutes: int | None
    is_linked: bool = False

    @property
    def as_found(self) -> FoundUnit:
        return FoundUnit(title=self.title, url=self.url, duration_minutes=self.duration_minutes)


@dataclass(frozen=True, slots=True)
class Plan:
    """:ivar added: position and part. `moved`: id, new position and part. `gone`: ids."""

    added: list[tuple[int, FoundUnit]]
    moved: list[tuple[int, int, FoundUnit]]
    gone: list[int]

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.moved or self.gone)


def plan_units(known: Sequence[KnownUnit], found: Sequence[FoundUnit]) -> Plan:
    """A part is the same one by its title, else by its position.

    One that is no longer there stays, after the others, while something is linked to it.
    """
    homes = _homes(known, found)
    added = [(position, unit) for position, unit in enumerate(found, start=1) if position not in homes]
    moved = [(homes[position].id, position, unit) for position, unit in enumerate(found, start=1) if position in homes]
    used = {each.id for each in homes.values()}
    left = [each for each in known if each.id not in used]
    kept = [each for each in left if each.is_linked]
    moved += [(each.id, len(found) + number, each.as_found) for number, each in enumerate(kept, start=1)]
    before = {each.id: (each.position, each.as_found) for each in known}
    moved = [move for move in moved if before[move[0]] != (move[1], move[2])]
    return Plan(added, moved, [each.id for each in left if not each.is_linked])


def _homes(known: Sequence[KnownUnit], found: Sequence[FoundUnit]) -> dict[int, KnownUnit]:
    """By the position that each known part gets."""
    homes: dict[int, KnownUnit] = {}
    free = list(known)
    for position, unit in enumerate(found, start=1):
        same = next((each for each in free if each.title == unit.title), None)
        if same is not None:
            homes[position] = same
            free.remove(same)
    return {each.position: each for each in free if each.position <= len(found)} | homes


def _said(unit: FoundUnit) -> tuple[str, str | None, int | None]:
    return unit.title, unit.url, unit.duration_minutes


async def save_units(package: int, found: Sequence[FoundUnit]) -> bool:
    """Whether anything changed. Call it in the transaction that saves the package."""
    plan = plan_units([KnownUnit(**row) for row in await fetch(_KNOWN, package)], found)
    if plan.changes_nothing:
        return False
    await execute_many("DELETE FROM unit WHERE id = $1", [(unit,) for unit in plan.gone])
    await execute_many(_ASIDE, [(unit,) for unit, _, _ in plan.moved])
    await execute_many(_UPDATE, [(unit, position, *_said(after)) for unit, position, after in plan.moved])
    await execute_many(_INSERT, [(package, position, *_said(unit)) for position, unit in plan.added])
    return True
