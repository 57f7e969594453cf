"""Sessions as schema.org JSON-LD, for search engines and other agendas."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from agenda.seating import SeatsState, seats
from agenda.session_rows import SessionRow
from events.vocabulary import ActivityKind, Delivery, SessionState, TargetGroup
from places.vocabulary import LocationKind

_TYPES: Final[Mapping[ActivityKind, str]] = {
    ActivityKind.COURSE: "EducationEvent",
    ActivityKind.WORKSHOP: "EducationEvent",
    ActivityKind.STUDY_CIRCLE: "EducationEvent",
    ActivityKind.LECTURE: "EducationEvent",
}
_MODES: Final[Mapping[Delivery, str]] = {
    Delivery.PHYSICAL: "https://schema.org/OfflineEventAttendanceMode",
    Delivery.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Delivery.HYBRID: "https://schema.org/MixedEventAttendanceMode",
}
_AVAILABLE: Final[Mapping[SeatsState, str]] = {
    "walk_in": "https://schema.org/InStock",
    "open": "https://schema.org/InStock",
    "at_desk": "https://schema.org/InStoreOnly",
    "waiting_list": "https://schema.org/BackOrder",
    "full": "https://schema.org/SoldOut",
}


def document(rows: Iterable[SessionRow], base: str) -> dict[str, Any]:
    """One JSON-LD document with an Event for each session.

    :param base: the address of the site, without a slash at the end.
    """
    return {"@context": "https://schema.org", "@graph": [event(row, base) for row in rows]}


def event(row: SessionRow, base: str) -> dict[str, Any]:
    """The Event (or EducationEvent) of a session; empty members are left out. Times are RFC 3339 with offset."""
    page = f"{base}/activities/{row.activity_slug}"
    members = {
        "@type": _TYPES.get(row.kind, "Event"),
        "@id": f"{base}/sessions/{row.id}.ics",
        "identifier": str(row.id),
        "name": row.title,
        "description": row.summary,
        "url": page,
        "startDate": row.starts_at.isoformat(),
        "endDate": row.ends_at.isoformat(),
        "timezone": row.timezone,
        "inLanguage": row.language,
        "eventStatus": _status(row),
        "eventAttendanceMode": _MODES[row.delivery],
        "location": _location(row, base),
        "organizer": {"@type": "Organization", "name": row.organisation_name},
        "isAccessibleForFree": row.cost_cents == 0,
        "maximumAttendeeCapacity": row.capacity,
        "remainingAttendeeCapacity": seats(row)[1],
        "keywords": list(row.themes),
        "audience": [{"@type": "Audience", "audienceType": group} for group in _audiences(row)],
        "offers": _offer(row, page),
        "superEvent": {"@type": "Event", "@id": page, "name": row.activity_title, "url": page},
    }
    return {name: value for name, value in members.items() if value not in (None, "", [])}


def _status(row: SessionRow) -> str:
    return f"https://schema.org/Event{'Cancelled' if row.state is SessionState.CANCELLED else 'Scheduled'}"


def _audiences(row: SessionRow) -> list[str]:
    return [group for group in row.target_groups if group != TargetGroup.IEDEREEN]


def _location(row: SessionRow, base: str) -> dict[str, Any]:
    page = f"{base}/locations/{row.location_slug}"
    if row.location_kind is LocationKind.ONLINE:
        return {"@type": "VirtualLocation", "name": row.location_name, "url": page}
    address = {"streetAddress": row.street, "postalCode": row.postcode, "addressLocality": row.place}
    known = {name: value for name, value in address.items() if value}
    return {
        "@type": "Place",
        "name": row.location_name,
        "url": page,
        **({"address": {"@type": "PostalAddress", **known}} if known else {}),
    }


def _offer(row: SessionRow, page: str) -> dict[str, Any] | None:
    """None for a session that nobody can go to any more."""
    availability = _AVAILABLE.get(seats(row)[0])
    if availability is None:
        return None
    price = f"{row.cost_cents // 100}.{row.cost_cents % 100:02}"
    offer = {"@type": "Offer", "price": price, "priceCurrency": "EUR", "availability": availability}
    return {**offer, "url": row.registration_url or page}
