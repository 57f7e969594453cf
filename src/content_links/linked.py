"""Reads the links from both ends: what belongs to an activity or session, and where a package is met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from content_links.vocabulary import Access, PackageKind, PackageState, Phase
from database.transaction import fetch
from events.vocabulary import ActivityKind, Form

_Owner = TypeVar("_Owner", int, UUID)

AVAILABLE = (PackageState.AVAILABLE,)

_PHASES = list(Phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPackage:
    """A package as one activity or session shows it.

    :ivar title: of the package; `unit_title` and `unit_position` are set when only a part of it is meant.
    :ivar url: of the part, or else of the package.
    :ivar release_days: from the session's local day; negative is before it.
    :ivar linked_from: `session`, `activity` or `template`; the nearest wins when several link the same.
    """

    link_id: int
    package_id: int
    slug: str
    title: str
    summary: str
    provider: str
    kind: PackageKind
    access: Access
    url: str | None
    language: str
    level: str
    duration_minutes: int | None
    state: PackageState
    unit_position: int | None
    unit_title: str | None
    phase: Phase
    release_days: int
    required: bool
    position: int
    note: str
    linked_from: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedActivity:
    """A published activity where a package is used, and in which phases."""

    id: int
    slug: str
    title: str
    summary: str
    kind: ActivityKind
    form: Form
    organisation_slug: str
    organisation_name: str
    phases: tuple[Phase, ...]


_OWNING_ACTIVITIES = """
WITH owner AS (
    SELECT id AS owner, NULL::uuid AS session, id AS activity, inherits_from FROM activity WHERE id = ANY($1::int[])
)
"""
_OWNING_SESSIONS = """
WITH owner AS (
    SELECT session.id AS owner, session.id AS session, activity.id AS activity, activity.inherits_from
    FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
    WHERE session.id = ANY($1::uuid[])
)
"""
_LINKED = """
, link AS (
    SELECT owner.owner, 1 AS distance, 'session' AS linked_from, content_link.*
    FROM owner JOIN content_link ON content_link.session = owner.session
    UNION ALL
    SELECT owner.owner, 2, 'activity', content_link.*
    FROM owner JOIN content_link ON content_link.activity = owner.activity
    UNION ALL
    SELECT owner.owner, 3, 'template', content_link.*
    FROM owner JOIN content_link ON content_link.revision = owner.inherits_from
)
SELECT DISTINCT ON (link.owner, link.package, link.unit, link.phase)
    link.owner, link.id AS link_id, package.id AS package_id, package.slug, package.title, package.summary,
    package.provider, package.kind, package.access, coalesce(unit.url, package.url) AS url, package.language,
    package.level, package.duration_minutes, package.state, unit.position AS unit_position, unit.title AS unit_title,
    link.phase, link.release_days, link.required, link.position, link.note, link.linked_from
FROM link JOIN package ON package.id = link.package LEFT JOIN unit ON unit.id = link.unit
WHERE package.state = ANY($2::text[])
ORDER BY link.owner, link.package, link.unit, link.phase, link.distance
"""
_ACTIVITIES = """
WITH linked AS (
    SELECT activity AS id, phase FROM content_link WHERE package = $1 AND activity IS NOT NULL
    UNION
    SELECT activity.id, content_link.phase
    FROM content_link JOIN activity ON activity.inherits_from = content_link.revision WHERE content_link.package = $1
    UNION
    SELECT edition.activity, content_link.phase
    FROM content_link JOIN session ON session.id = content_link.session JOIN edition ON edition.id = session.edition
    WHERE content_link.package = $1
)
SELECT activity.id, activity.slug, activity.title, activity.summary, activity.kind, activity.form,
    organisation.slug AS organisation_slug, organisation.name AS organisation_name, array_agg(linked.phase) AS phases
FROM linked JOIN activity ON activity.id = linked.id JOIN organisation ON organisation.id = activity.organisation
WHERE activity.state = 'published'
GROUP BY activity.id, organisation.id ORDER BY searchable(activity.title), activity.id LIMIT $2
"""


async def packages_of_activities(
    activity_ids: Sequence[int], *, states: Sequence[PackageState] = AVAILABLE
) -> dict[int, list[LinkedPackage]]:
    """What each activity links to, in one query; without links an empty list.

    That includes what it inherits: the links of the version of its template that it took over.

    In the order of the phases, and within those of release, position and title.
    """
    return await _linked(_OWNING_ACTIVITIES, activity_ids, states)


async def packages_of_sessions(
    session_ids: Sequence[UUID], *, states: Sequence[PackageState] = AVAILABLE
) -> dict[UUID, list[LinkedPackage]]:
    """What each session links to, its activity and template included, as `packages_of_activities` gives it."""
    return await _linked(_OWNING_SESSIONS, session_ids, states)


async def packages_of_session(session_id: UUID, *, states: Sequence[PackageState] = AVAILABLE) -> list[LinkedPackage]:
    """As `packages_of_sessions`, for one."""
    return (await packages_of_sessions([session_id], states=states))[session_id]


async def activities_of_package(package_id: int, *, limit: int = 200) -> list[LinkedActivity]:
    """The published activities that use a package themselves, in a session or through a template, in order of title."""
    return [_activity(record) for record in await fetch(_ACTIVITIES, package_id, limit)]


async def _linked(
    owners: str, ids: Sequence[_Owner], states: Sequence[PackageState]
) -> dict[_Owner, list[LinkedPackage]]:
    packages: dict[_Owner, list[LinkedPackage]] = {owner: [] for owner in ids}
    for record in await fetch(owners + _LINKED, list(ids), list(states)):
        packages[record["owner"]].append(_package(record))
    for linked in packages.values():
        linked.sort(key=_order)
    return packages


def _order(linked: LinkedPackage) -> tuple[int, int, int, str, int]:
    return _PHASES.index(linked.phase), linked.release_days, linked.position, linked.title, linked.unit_position or 0


def _package(record: Mapping[str, Any]) -> LinkedPackage:
    values = dict(record)
    del values["owner"]
    for name, words in _WORDS.items():
        values[name] = words[values[name]]
    return LinkedPackage(**values)


# Asking the class itself takes five times as long.
_WORDS: Final[Mapping[str, Mapping[str, StrEnum]]] = {
    "kind": {kind.value: kind for kind in PackageKind},
    "access": {access.value: access for access in Access},
    "state": {state.value: state for state in PackageState},
    "phase": {phase.value: phase for phase in Phase},
}


def _activity(record: Mapping[str, Any]) -> LinkedActivity:
    values = dict(record) | {
        "kind": ActivityKind(record["kind"]),
        "form": Form(record["form"]),
        "phases": tuple(phase for phase in _PHASES if phase in record["phases"]),
    }
    return LinkedActivity(**values)
