"""Sessions as schema.org JSON-LD, for search engines and other agendas."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol
from uuid import UUID

from agenda.seating import seats
from agenda.session_rows import SessionRow
from content_links.linked import LinkedPackage
from content_links.vocabulary import Access, PackageKind
from events.vocabulary import ActivityKind, Delivery, SessionState, TargetGroup
from places.vocabulary import LocationKind

TYPES: Final[Mapping[ActivityKind, str]] = {
    ActivityKind.COURSE: "EducationEvent",
    ActivityKind.WORKSHOP: "EducationEvent",
    ActivityKind.STUDY_CIRCLE: "EducationEvent",
    ActivityKind.LECTURE: "EducationEvent",
}
MODES: Final[Mapping[Delivery, str]] = {
    Delivery.PHYSICAL: "https://schema.org/OfflineEventAttendanceMode",
    Delivery.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Delivery.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
_AVAILABLE: Final[Mapping[str, str]] = {
    "walk_in": "https://schema.org/InStock",
    "open": "https://schema.org/InStock",
    "at_desk": "https://schema.org/InStoreOnly",
    "waiting_list": "https://schema.org/BackOrder",
    "full": "https://schema.org/SoldOut",
}


class Placed(Protocol):
    """Where a session is, as the rows of the agenda and the meetings of an activity say it."""

    @property
    def location_slug(self) -> str: ...
    @property
    def location_name(self) -> str: ...
    @property
    def location_kind(self) -> LocationKind: ...
    @property
    def street(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def place(self) -> str: ...


def document(rows: Iterable[SessionRow], packages: Mapping[UUID, Sequence[LinkedPackage]], base: str) -> dict[str, Any]:
    """One JSON-LD document with an Event for each session.

    :param packages: session -> what it offers of e-content; those without may be left out.
    :param base: the address of the site, without a slash at the end.
    """
    return {"@context": "https://schema.org", "@graph": [event(row, packages.get(row.id, ()), base) for row in rows]}


def event(row: SessionRow, packages: Iterable[LinkedPackage], base: str) -> dict[str, Any]:
    """The Event (or EducationEvent) of a session; empty members are left out. Times are RFC 3339 with offset."""
    page = f"{base}/activities/{row.activity_slug}"
    members = {
        "@type": TYPES.get(row.kind, "Event"),
        "@id": f"{base}/sessions/{row.id}.ics",
        "identifier": str(row.id),
        "name": row.title,
        "description": row.summary,
        "url": page,
        "startDate": row.starts_at.isoformat(),
        "endDate": row.ends_at.isoformat(),
        "timezone": row.timezone,
        "inLanguage": row.language,
        "eventStatus": status(row.state),
        "eventAttendanceMode": MODES[row.delivery],
        "location": location(row, base),
        "organizer": {"@type": "Organization", "name": row.organisation_name},
        "isAccessibleForFree": row.cost_cents == 0,
        "maximumAttendeeCapacity": row.capacity,
        "remainingAttendeeCapacity": seats(row)[1],
        "keywords": list(row.themes),
        "audience": audiences(row.target_groups),
        "offers": offer(seats(row)[0], row.cost_cents, row.registration_url or page),
        "superEvent": {"@type": "Event", "@id": page, "name": row.activity_title, "url": page},
        "workFeatured": works(packages, base),
    }
    return filled(members)


def filled(members: Mapping[str, Any]) -> dict[str, Any]:
    """Without the empty ones."""
    return {name: value for name, value in members.items() if value or value is False or value == 0}


def status(state: SessionState) -> str:
    return f"https://schema.org/Event{'Cancelled' if state is SessionState.CANCELLED else 'Scheduled'}"


def audiences(target_groups: Iterable[str]) -> list[dict[str, str]]:
    groups = (group for group in target_groups if group != TargetGroup.IEDEREEN)
    return [{"@type": "Audience", "audienceType": str(group)} for group in groups]


def works(packages: Iterable[LinkedPackage], base: str) -> list[dict[str, Any]]:
    """Each package as a Course or LearningResource; one that is linked twice is told once."""
    return [_work(package, base) for package in {package.slug: package for package in packages}.values()]


def _work(package: LinkedPackage, base: str) -> dict[str, Any]:
    members = {
        "@type": "Course" if package.kind is PackageKind.COURSE else "LearningResource",
        "name": package.title,
        "description": package.summary,
        "url": f"{base}/learn/{package.slug}",
        "inLanguage": package.language,
        "educationalLevel": package.level,
        "timeRequired": f"PT{package.duration_minutes}M" if package.duration_minutes else None,
        "isAccessibleForFree": True if package.access in {Access.OPEN, Access.HOSTED} else None,
        "provider": {"@type": "Organization", "name": package.provider} if package.provider else None,
    }
    return filled(members)


def location(at: Placed, base: str) -> dict[str, Any]:
    """A Place with its postal address, or a VirtualLocation; `base` as for `document`."""
    page = f"{base}/locations/{at.location_slug}"
    if at.location_kind is LocationKind.ONLINE:
        return {"@type": "VirtualLocation", "name": at.location_name, "url": page}
    address = {"streetAddress": at.street, "postalCode": at.postcode, "addressLocality": at.place}
    known = {name: value for name, value in address.items() if value}
    return {
        "@type": "Place",
        "name": at.location_name,
        "url": page,
        **({"address": {"@type": "PostalAddress", **known}} if known else {}),
    }


def offer(state: str, cost_cents: int, url: str) -> dict[str, Any] | None:
    """None for what nobody can go to any more.

    :param state: a SeatsState.
    """
    availability = _AVAILABLE.get(state)
    if availability is None:
        return None
    price = f"{cost_cents // 100}.{cost_cents % 100:02}"
    return {"@type": "Offer", "price": price, "priceCurrency": "EUR", "availability": availability, "url": url}
