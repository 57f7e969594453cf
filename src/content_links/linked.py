"""Reads the links from both ends: what belongs to an activity or session, and where a package is met."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from content_links.licensing.alternatives import Alternative, alternatives
from content_links.licensing.days import local_today
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
    :ivar lesson: the meeting of an edition that it belongs to, counted from 1 over those that go on; None is all.
    :ivar instead_of: the title of what is linked and may not be offered, when this stands in its place.
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
    lesson: int | None = None
    unit_id: int | None = None
    access_note: str = ""
    instead_of: str = ""

    @property
    def said(self) -> str:
        """What is meant: the package, or the part of it."""
        return f"{self.title}: {self.unit_title}" if self.unit_title else self.title

    @property
    def is_of_one_meeting(self) -> bool:
        """Whether it belongs to one session, by itself or as its lesson, and not to all of the activity."""
        return self.linked_from == "session" or self.lesson is not None


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
SELECT activity.id AS owner, activity.organisation, shown.*
FROM activity CROSS JOIN LATERAL content_of_activity(activity.id, activity.inherits_from) AS shown
WHERE activity.id = ANY($1::int[])
"""
_OWNING_SESSIONS = """
SELECT session.id AS owner, activity.organisation, shown.*
FROM session JOIN edition ON edition.id = session.edition JOIN activity ON activity.id = edition.activity
    CROSS JOIN LATERAL linked_content(session.id, activity.id, activity.inherits_from, lesson_of(session.id)) AS shown
WHERE session.id = ANY($1::uuid[])
"""
# What its owner is writing, which is not published yet.
_OWNING_TEMPLATES = """
SELECT template.id AS owner, template.organisation, hanging.id AS link, hanging.package, 'template' AS linked_from
FROM template JOIN content_link AS hanging ON hanging.template = template.id AND NOT hanging.hidden
WHERE template.id = ANY($1::int[])
"""
# The columns in the order of the fields of LinkedPackage.
_LINKED = """
SELECT owned.owner, owned.organisation, is_licensed(package.id, owned.organisation, $3) AS is_licensed,
    link.id AS link_id, package.id AS package_id, package.slug, package.title, package.summary,
    package.provider, package.kind, package.access, coalesce(unit.url, package.url) AS url, package.language,
    package.level, package.duration_minutes, package.state, unit.position AS unit_position, unit.title AS unit_title,
    link.phase, link.release_days, link.required, link.position, link.note, owned.linked_from, link.lesson,
    unit.id AS unit_id, package.access_note
FROM ({owned}) AS owned JOIN content_link AS link ON link.id = owned.link
    JOIN package ON package.id = link.package LEFT JOIN unit ON unit.id = link.unit
WHERE package.state = ANY($2::text[])
"""
_QUERIES = {owned: _LINKED.format(owned=owned) for owned in (_OWNING_ACTIVITIES, _OWNING_SESSIONS, _OWNING_TEMPLATES)}
_ACTIVITIES = """
WITH near AS (
    SELECT activity FROM content_link WHERE package = $1 AND activity IS NOT NULL
    UNION
    SELECT activity.id FROM content_link JOIN activity ON activity.inherits_from = content_link.revision
    WHERE content_link.package = $1
), linked AS (
    SELECT activity.id, content_link.phase
    FROM near JOIN activity ON activity.id = near.activity
        CROSS JOIN LATERAL content_of_activity(activity.id, activity.inherits_from) AS shown
        JOIN content_link ON content_link.id = shown.link
    WHERE shown.package = $1
    UNION
    SELECT edition.activity, content_link.phase
    FROM content_link JOIN session ON session.id = content_link.session JOIN edition ON edition.id = session.edition
    WHERE content_link.package = $1 AND NOT content_link.hidden
)
SELECT activity.id, activity.slug, activity.title, activity.summary, activity.kind, activity.form,
    organisation.slug AS organisation_slug, organisation.name AS organisation_name, array_agg(linked.phase) AS phases
FROM linked JOIN activity ON activity.id = linked.id JOIN organisation ON organisation.id = activity.organisation
WHERE activity.state = 'published' AND is_licensed($1, activity.organisation, $3)
GROUP BY activity.id, organisation.id ORDER BY searchable(activity.title), activity.id LIMIT $2
"""


async def packages_of_activities(
    activity_ids: Sequence[int],
    *,
    states: Sequence[PackageState] = AVAILABLE,
    on: date | None = None,
    instead: bool = False,
    any_licence: bool = False,
) -> dict[int, list[LinkedPackage]]:
    """What each activity links to; without links an empty list.

    That includes what it inherits: the links of the version of its template that it took over; and what belongs to
    one of its lessons alone.

    In the order of the phases, and within those of release, position and title.

    :param on: the day for which a licence is needed; today in the Netherlands when left out.
    :param instead: in the place of what the organisation may not offer (any more) comes what is like it.
    :param any_licence: licences do not matter, for who writes and not offers.
    """
    linked = await _linked(_OWNING_ACTIVITIES, activity_ids, states, on or local_today())
    return await _offered(linked, on or local_today(), instead=instead, any_licence=any_licence)


async def packages_of_sessions(
    session_ids: Sequence[UUID],
    *,
    states: Sequence[PackageState] = AVAILABLE,
    on: date | None = None,
    instead: bool = False,
    any_licence: bool = False,
) -> dict[UUID, list[LinkedPackage]]:
    """What each session links to, its activity and template included, as `packages_of_activities` gives it."""
    linked = await _linked(_OWNING_SESSIONS, session_ids, states, on or local_today())
    return await _offered(linked, on or local_today(), instead=instead, any_licence=any_licence)


async def packages_of_template(template_id: int, *, states: Sequence[PackageState] = AVAILABLE) -> list[LinkedPackage]:
    """What hangs on it as its owner is writing it. Licences do not matter: those of the library that adopts it do."""
    today = local_today()
    linked = await _linked(_OWNING_TEMPLATES, [template_id], states, today)
    return (await _offered(linked, today, instead=False, any_licence=True))[template_id]


async def packages_of_session(session_id: UUID, *, states: Sequence[PackageState] = AVAILABLE) -> list[LinkedPackage]:
    """As `packages_of_sessions`, for one."""
    return (await packages_of_sessions([session_id], states=states))[session_id]


async def activities_of_package(package_id: int, *, limit: int = 200, on: date | None = None) -> list[LinkedActivity]:
    """The published activities that use a package themselves, in a session or through a template, in order of title.

    :param on: as for `packages_of_activities`.
    """
    return [_activity(record) for record in await fetch(_ACTIVITIES, package_id, limit, on or local_today())]


@dataclass(frozen=True, slots=True)
class _Link:
    """What hangs there, and whether the organisation (an id) may offer it."""

    package: LinkedPackage
    organisation: int
    is_licensed: bool


async def _linked(
    owned: str, ids: Sequence[_Owner], states: Sequence[PackageState], on: date
) -> dict[_Owner, list[_Link]]:
    links: dict[_Owner, list[_Link]] = {owner: [] for owner in ids}
    for record in await fetch(_QUERIES[owned], list(ids), list(states), on):
        owner, organisation, is_licensed, *values = record.values()
        links[owner].append(_Link(_package(values), organisation, is_licensed))
    return links


async def _offered(
    links: Mapping[_Owner, Sequence[_Link]], on: date, *, instead: bool, any_licence: bool
) -> dict[_Owner, list[LinkedPackage]]:
    lapsed = {
        (link.package.package_id, link.organisation)
        for found in links.values()
        for link in found
        if not link.is_licensed and not any_licence
    }
    others = await alternatives(lapsed, on=on, limit=1) if lapsed and instead else {}
    offered: dict[_Owner, list[LinkedPackage]] = {}
    for owner, found in links.items():
        known = {link.package.package_id for link in found}
        each = [_in_place(link, known, others) if _is_lapsed(link, lapsed) else link.package for link in found]
        offered[owner] = sorted((package for package in each if package), key=_order)
    return offered


def _is_lapsed(link: _Link, lapsed: Collection[tuple[int, int]]) -> bool:
    return (link.package.package_id, link.organisation) in lapsed


def _in_place(
    link: _Link, known: Collection[int], others: Mapping[tuple[int, int], Sequence[Alternative]]
) -> LinkedPackage | None:
    """What is like it, unless that is linked there already."""
    was = link.package
    found = [each for each in others.get((was.package_id, link.organisation), ()) if each.id not in known]
    if not found:
        return None
    new = found[0]
    return replace(
        was,
        package_id=new.id,
        instead_of=was.title,
        unit_id=None,
        unit_position=None,
        unit_title=None,
        required=False,
        note="",
        **{name: getattr(new, name) for name in _OF_PACKAGE},
    )


_OF_PACKAGE = (
    "slug",
    "title",
    "summary",
    "provider",
    "kind",
    "access",
    "access_note",
    "url",
    "language",
    "level",
    "duration_minutes",
)


def _order(linked: LinkedPackage) -> tuple[int, int, int, str, int, int]:
    place = (_PHASES.index(linked.phase), linked.release_days, linked.position)
    return *place, linked.title, linked.package_id, linked.unit_position or 0


def _package(values: Sequence[Any]) -> LinkedPackage:
    # By position, because by name takes longer and a page has many.
    named = dict(zip(_FIELDS, values, strict=True))
    for name, words in _WORDS.items():
        named[name] = words[named[name]]
    return LinkedPackage(**named)


# Asking the class itself takes five times as long.
_WORDS: Final[Mapping[str, Mapping[str, StrEnum]]] = {
    "kind": {kind.value: kind for kind in PackageKind},
    "access": {access.value: access for access in Access},
    "state": {state.value: state for state in PackageState},
    "phase": {phase.value: phase for phase in Phase},
}
_FIELDS: Final = tuple(field.name for field in fields(LinkedPackage) if field.name != "instead_of")


def _activity(record: Mapping[str, Any]) -> LinkedActivity:
    values = dict(record) | {
        "kind": ActivityKind(record["kind"]),
        "form": Form(record["form"]),
        "phases": tuple(phase for phase in _PHASES if phase in record["phases"]),
    }
    return LinkedActivity(**values)
