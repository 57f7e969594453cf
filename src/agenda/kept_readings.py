"""What page after page reads alike, kept while the content stays as it is."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar, cast

from litestar import Litestar

from agenda.content_version import VersionReader
from content_links.licensing.days import local_today

MOST_READINGS: Final = 2_000

_Read = TypeVar("_Read")


class KeptReadings:
    """Those of one process, for a version of the content and a day, because licences end at midnight.

    Never older than the last change before somebody asked: see `agenda.content_version`. For what the version knows of
    only (`SHOWN` in the migrations of this package), so not for seats.
    """

    def __init__(self, most: int = MOST_READINGS) -> None:
        self._most = most
        self._versions = VersionReader()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._valid: tuple[int, date] | None = None

    async def at_now(self) -> "Readings":
        """The readings as of now. Fails as a query does."""
        valid = (await self._versions.current(), local_today())
        if valid != self._valid:
            self._valid, self._kept = valid, OrderedDict()
        return Readings(self._kept, self._most)


class Readings:
    """What was read of one version; those of an older one go with whoever is still busy with them."""

    def __init__(self, kept: OrderedDict[Hashable, Any], most: int) -> None:
        self._kept = kept
        self._most = most

    async def get(self, key: Hashable, read: Callable[[], Awaitable[_Read]]) -> _Read:
        """What is kept under the key, which `read` gives when nothing is. Raises what that raises."""
        if key in self._kept:
            return cast("_Read", self._kept[key])
        made = await read()
        self._keep(key, made)
        return made

    async def get_each(
        self, ids: Sequence[int], key: Hashable, read: Callable[[Sequence[int]], Awaitable[Mapping[int, _Read]]]
    ) -> dict[int, _Read]:
        """What is kept of each id under the key; `read` gives all that is missing, at once."""
        missing = [each for each in ids if (key, each) not in self._kept]
        found = {each: cast("_Read", self._kept[key, each]) for each in ids if (key, each) in self._kept}
        made = await read(missing) if missing else {}
        for each, value in made.items():
            self._keep((key, each), value)
        return {**found, **made}

    def _keep(self, key: Hashable, value: object) -> None:
        self._kept[key] = value
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


def readings_of(app: Litestar) -> KeptReadings:
    """Those of this process."""
    if "readings" not in app.state:
        app.state["readings"] = KeptReadings()
    readings: KeptReadings = app.state["readings"]
    return readings
