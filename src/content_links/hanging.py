"""The links on an activity or a session as who plans it sees them: all of them, and which of them count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from content_links.licensing.days import local_today
from content_links.nearest import Hanging, Level, nearest
from content_links.vocabulary import PackageState, Phase
from database.transaction import fetch, fetch_row

_AROUND: Final = """
SELECT link.id, link.package AS package_id, package.slug, package.title, package.state, link.unit AS unit_id,
    unit.position AS unit, unit.title AS unit_title, link.phase, link.release_days, link.required, link.position,
    link.note, link.lesson, link.hidden,
    CASE WHEN link.session IS NOT NULL THEN 1 WHEN link.activity IS NOT NULL THEN 2 ELSE 3 END AS level,
    is_licensed(package.id, $4, $5) AS is_licensed
FROM content_link AS link JOIN package ON package.id = link.package LEFT JOIN unit ON unit.id = link.unit
WHERE link.activity = $1 OR link.revision = $2 OR link.session = $3
"""
_OF_ACTIVITY: Final = """
SELECT id AS activity, inherits_from, organisation, NULL::uuid AS session, NULL::bigint AS lesson
FROM activity WHERE id = $1
"""
_OF_SESSION: Final = """
SELECT activity.id AS activity, activity.inherits_from, activity.organisation, session.id AS session,
    lesson_of(session.id) AS lesson
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
WHERE session.id = $1
"""
_PHASES: Final = list(Phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class HangingLink:
    """A link where it hangs; `unit` is the position of the part. `is_licensed` is for the activity's library, today."""

    id: int
    level: Level
    package_id: int
    slug: str
    title: str
    state: PackageState
    unit_id: int | None
    unit: int | None
    unit_title: str | None
    phase: Phase
    release_days: int
    required: bool
    position: int
    note: str
    lesson: int | None
    hidden: bool
    is_licensed: bool

    @property
    def said(self) -> str:
        return f"{self.title}: {self.unit_title}" if self.unit_title else self.title

    @property
    def as_rule(self) -> Hanging:
        return Hanging(
            id=self.id,
            level=self.level,
            package=self.package_id,
            unit=self.unit_id,
            phase=self.phase,
            lesson=self.lesson,
            hidden=self.hidden,
        )


@dataclass(frozen=True, slots=True)
class Around:
    """All links that matter to an activity or session, in the order of the path.

    :ivar lesson: of the session, counted from 1; None for an activity, and for what is called off.
    """

    links: Sequence[HangingLink]
    own_level: Level
    lesson: int | None

    @property
    def own(self) -> list[HangingLink]:
        return [link for link in self.links if link.level is self.own_level]

    @property
    def shown(self) -> list[HangingLink]:
        """What counts: of an activity in any of its lessons."""
        lessons = {self.lesson} if self.own_level is Level.SESSION else {None, *(each.lesson for each in self.links)}
        rules = [link.as_rule for link in self.links]
        ids = {each.id for lesson in lessons for each in nearest(rules, lesson)}
        return [link for link in self.links if link.id in ids]

    @property
    def taken_away(self) -> list[HangingLink]:
        return [link for link in self.own if link.hidden]

    def by_id(self, link_id: int) -> HangingLink | None:
        return next((link for link in self.links if link.id == link_id), None)


async def links_around_activity(activity_id: int) -> Around:
    """Those of the activity and of the version of the template that it took over."""
    return await _around(_OF_ACTIVITY, activity_id, Level.ACTIVITY)


async def links_around_session(session: UUID) -> Around:
    """Those of the session too."""
    return await _around(_OF_SESSION, session, Level.SESSION)


async def _around(sql: str, key: object, own_level: Level) -> Around:
    at = await fetch_row(sql, key)
    if at is None:
        return Around([], own_level, None)
    records = await fetch(
        _AROUND, at["activity"], at["inherits_from"], at["session"], at["organisation"], local_today()
    )
    links = sorted((_link(record) for record in records), key=_order)
    return Around(links, own_level, at["lesson"])


def _order(link: HangingLink) -> tuple[int, int, int, str, int]:
    return _PHASES.index(link.phase), link.release_days, link.position, link.title, link.id


def _link(record: Mapping[str, Any]) -> HangingLink:
    words = {"level": Level(record["level"]), "phase": Phase(record["phase"]), "state": PackageState(record["state"])}
    return HangingLink(**dict(record) | words)
