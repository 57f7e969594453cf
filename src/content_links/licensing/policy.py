"""What happens when somebody links a package that the organisation may not offer: refused, or said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from content_links.licensing.covering import first_day_without
from content_links.licensing.days import local_today
from content_links.licensing.errors import NeverLicensed, NotLicensed
from content_links.licensing.reading import terms_for
from content_links.vocabulary import Access, LicencePolicy
from database.transaction import execute, fetch_row
from refusals import Refusal

# The nearest in the line says it.
_POLICY = """
SELECT licence_policy.policy FROM unnest(organisations_above($1)) WITH ORDINALITY AS above (id, distance)
    JOIN licence_policy ON licence_policy.organisation = above.id
ORDER BY above.distance LIMIT 1
"""
_SET = """
INSERT INTO licence_policy (organisation, policy) VALUES ($1, $2)
ON CONFLICT (organisation) DO UPDATE SET policy = excluded.policy
"""
_OF_ACTIVITY = """
SELECT organisation.id, organisation.name, activity.id AS activity,
    min(session.starts_at AT TIME ZONE location.timezone)::date AS first,
    max(session.starts_at AT TIME ZONE location.timezone)::date AS last
FROM activity JOIN organisation ON organisation.id = activity.organisation
    LEFT JOIN edition ON edition.activity = activity.id
    LEFT JOIN session ON session.edition = edition.id AND session.state = 'scheduled' AND session.ends_at > now()
    LEFT JOIN location ON location.id = session.location
WHERE activity.id = $1 GROUP BY organisation.id, activity.id
"""
_OF_SESSION = """
SELECT organisation.id, organisation.name, activity.id AS activity,
    (session.starts_at AT TIME ZONE location.timezone)::date AS first,
    (session.starts_at AT TIME ZONE location.timezone)::date AS last
FROM session JOIN location ON location.id = session.location JOIN edition ON edition.id = session.edition
    JOIN activity ON activity.id = edition.activity JOIN organisation ON organisation.id = activity.organisation
WHERE session.id = $1
"""
_OF_TEMPLATE = """
SELECT organisation.id, organisation.name, NULL::int AS activity, NULL::date AS first, NULL::date AS last
FROM template JOIN organisation ON organisation.id = template.organisation WHERE template.id = $1
"""
_PACKAGE = """
SELECT title, access, EXISTS (SELECT FROM licence WHERE licence.package = package.id) AS is_bound
FROM package WHERE id = $1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedTo:
    """What a link is about, by id; one of the last three."""

    package: int
    activity: int | None = None
    session: UUID | None = None
    template: int | None = None


async def policy_of(organisation_id: int) -> LicencePolicy:
    """Its own, or that of the nearest organisation above it that has one; else it warns."""
    record = await fetch_row(_POLICY, organisation_id)
    return LicencePolicy(record["policy"]) if record else LicencePolicy.WARN


async def set_policy(*, organisation_id: int, policy: LicencePolicy) -> None:
    """For this organisation and those below it that have none of their own."""
    await execute(_SET, organisation_id, policy)


async def check_licence(linked: LinkedTo, *, on: date | None = None) -> Refusal | None:
    """What is wrong with the licence for a link, when its organisation only warns; None when nothing is.

    A package is needed from today, or the first meeting to come when that is earlier, until the last meeting.

    :param on: today, in the Netherlands, when left out.
    :raises NotLicensed, NeverLicensed: something is wrong, and the organisation refuses that. A template only warns:
        it is the library that adopts it whose licence counts.
    """
    today = on or local_today()
    owner = await _owner(linked)
    if owner is None:
        return None
    wrong = await _wrong(linked.package, owner, today)
    if wrong and linked.template is None and await policy_of(owner["id"]) is LicencePolicy.REFUSE:
        raise wrong
    return wrong


async def _owner(linked: LinkedTo) -> dict[str, Any] | None:
    if linked.activity is not None:
        record = await fetch_row(_OF_ACTIVITY, linked.activity)
    elif linked.session is not None:
        record = await fetch_row(_OF_SESSION, linked.session)
    else:
        record = await fetch_row(_OF_TEMPLATE, linked.template)
    return dict(record) if record else None


async def _wrong(package_id: int, owner: Mapping[str, Any], today: date) -> Refusal | None:
    package = await fetch_row(_PACKAGE, package_id)
    if package is None:
        return None
    if not package["is_bound"]:
        is_free = package["access"] == Access.OPEN
        return None if is_free else NeverLicensed(package=package["title"], field="package")
    last = max(today, owner["last"] or today)
    first = min(today, last) if owner["first"] is None else max(today, owner["first"])
    day = first_day_without(await terms_for(package_id, owner["id"]), first, last)
    if day is None:
        return None
    return NotLicensed(organisation=owner["name"], package=package["title"], day=day.isoformat(), field="package")
