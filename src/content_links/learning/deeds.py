"""What somebody did with packages and their units, and where they go on. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from content_links.queries import UnitRow
from content_links.vocabulary import ProgressSource

Key = tuple[int, int | None]
"""A package and a unit of it, None for the package itself; both ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """`source` says who told that it is completed; times are aware."""

    opened_at: datetime | None = None
    completed_at: datetime | None = None
    source: ProgressSource = ProgressSource.LINK


NOTHING: Final = Deed()


@dataclass(frozen=True, slots=True)
class Deeds:
    """Of one person. `parts`: package -> how many units it has that can be opened."""

    of: Mapping[Key, Deed] = field(default_factory=dict)
    parts: Mapping[int, int] = field(default_factory=dict)

    def of_key(self, package: int, unit: int | None = None) -> Deed:
        return self.of.get((package, unit), NOTHING)

    def is_opened(self, package: int, unit: int | None = None) -> bool:
        """A package is opened when a unit of it is."""
        return self.opened_at(package, unit) is not None

    def opened_at(self, package: int, unit: int | None = None) -> datetime | None:
        """When first."""
        found = [deed.opened_at for deed in self._among(package, unit) if deed.opened_at]
        return min(found, default=None)

    def is_done(self, package: int, unit: int | None = None) -> bool:
        return self.done_at(package, unit) is not None

    def done_at(self, package: int, unit: int | None = None) -> datetime | None:
        """A package is done when somebody said so, or when all units are; a unit also when the package is."""
        if whole := self.of_key(package).completed_at:
            return whole
        if unit is not None:
            return self.of_key(package, unit).completed_at
        done = self.units_done(package)
        return max(done) if done and len(done) >= self.parts.get(package, 0) else None

    def units_done(self, package: int) -> Sequence[datetime]:
        """When each of its units that are done was."""
        return [
            deed.completed_at
            for (of, unit), deed in self.of.items()
            if of == package and unit is not None and deed.completed_at
        ]

    def _among(self, package: int, unit: int | None) -> Sequence[Deed]:
        return [deed for (of, part), deed in self.of.items() if of == package and unit in (None, part)]


def unit_to_go_on_with(units: Sequence[UnitRow], deeds: Deeds, package: int) -> UnitRow | None:
    """Where somebody stopped: the unit that they opened last and did not finish, else the first after what they did.

    None when everything is done, and for a package without units that can be opened.

    :param units: in order.
    """
    left = [unit for unit in units if unit.url and not deeds.is_done(package, unit.id)]
    begun = [unit for unit in left if deeds.of_key(package, unit.id).opened_at]
    if begun:
        return max(begun, key=lambda unit: str(deeds.of_key(package, unit.id).opened_at))
    done = [unit.position for unit in units if deeds.is_done(package, unit.id)]
    after = [unit for unit in left if unit.position > max(done, default=0)]
    return next(iter(after or left), None)
