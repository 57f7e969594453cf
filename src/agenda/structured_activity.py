"""An activity as schema.org JSON-LD in its own page: what search engines show of a course or a series. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from litestar.serialization import encode_json
from markupsafe import Markup

from agenda.activity_reading import ActivityRow, MeetingRow
from agenda.signing_up import sign_up
from agenda.structured import MODES, TYPES, audiences, filled, location, offer, status, works
from content_links.linked import LinkedPackage
from events.forms import target_of
from events.vocabulary import ActivityKind, Delivery, RegistrationTarget

_COURSES: Final = frozenset({ActivityKind.COURSE, ActivityKind.WORKSHOP, ActivityKind.STUDY_CIRCLE})
_COURSE_MODES: Final = {Delivery.PHYSICAL: "Onsite", Delivery.ONLINE: "Online", Delivery.HYBRID: "Blended"}
# Whatever people typed ends no script element and begins no comment in it.
_HARMLESS: Final = ((b"<", b"\\u003c"), (b">", b"\\u003e"), (b"&", b"\\u0026"))


def activity_script(
    activity: ActivityRow,
    meetings: Sequence[MeetingRow],
    packages: Iterable[LinkedPackage],
    base: str,
    now: datetime,
) -> Markup:
    """The content of a script element, which is data to browsers: no content security policy keeps it out.

    :param meetings: those to describe, in any order; times are given in the zone of the place.
    :param packages: what the page shows of e-content; one that is linked twice is told once.
    :param base: the address of the site, without a slash at the end.
    :param now: aware.
    """
    page = f"{base}/activities/{activity.slug}"
    featured = works(packages, base)
    meetings = sorted(meetings, key=lambda meeting: meeting.starts_at)
    events = [_event(activity, meeting, page, base, now) for meeting in meetings]
    if activity.kind in _COURSES:
        members = {"@type": "Course", "hasCourseInstance": _instances(activity, meetings, events, featured)}
    else:
        members = {"@type": "EventSeries", "subEvent": events, "workFeatured": featured, **_span(meetings)}
    document = {"@context": "https://schema.org", **filled({**_about(activity, page), **members})}
    return harmless(encode_json(document))


def harmless(written: bytes) -> Markup:
    """JSON that ends no script element and begins no comment in it."""
    for mark, escaped in _HARMLESS:
        written = written.replace(mark, escaped)
    return Markup(written.decode())  # noqa: S704  made harmless


def _about(activity: ActivityRow, page: str) -> dict[str, Any]:
    host = "provider" if activity.kind in _COURSES else "organizer"
    return {
        "@id": page,
        "url": page,
        "name": activity.title,
        "alternateName": list(activity.aliases),
        "description": activity.summary or activity.description,
        "inLanguage": activity.language,
        "isAccessibleForFree": activity.cost_cents == 0,
        "keywords": [theme.value for theme in activity.themes],
        "audience": audiences(group.value for group in activity.target_groups),
        host: {"@type": "Organization", "name": activity.organisation_name},
    }


def _instances(
    activity: ActivityRow,
    meetings: Sequence[MeetingRow],
    events: Sequence[dict[str, Any]],
    featured: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """One for each group where people sign up for the group, else one for each meeting."""
    if target_of(activity.form) is not RegistrationTarget.EDITION:
        return [
            {
                **event,
                "@type": ["CourseInstance", event["@type"]],
                **_mode(meeting),
                **({"workFeatured": featured} if featured else {}),
            }
            for meeting, event in zip(meetings, events, strict=True)
        ]
    pairs = sorted(zip(meetings, events, strict=True), key=lambda pair: str(pair[0].edition_id))
    groups = [list(group) for _, group in groupby(pairs, key=lambda pair: pair[0].edition_id)]
    return [_group(list(group), featured) for group in sorted(groups, key=lambda group: group[0][0].starts_at)]


def _group(pairs: Sequence[tuple[MeetingRow, dict[str, Any]]], featured: list[dict[str, Any]]) -> dict[str, Any]:
    meetings, events = [meeting for meeting, _ in pairs], [event for _, event in pairs]
    first = events[0]
    members = {
        "@type": "CourseInstance",
        **_mode(meetings[0]),
        **_span(meetings),
        "location": first["location"],
        "maximumAttendeeCapacity": meetings[0].edition_capacity,
        "offers": first.get("offers"),
        "workFeatured": featured,
        "subEvent": events,
    }
    return filled(members)


def _event(activity: ActivityRow, meeting: MeetingRow, page: str, base: str, now: datetime) -> dict[str, Any]:
    state = sign_up(activity, meeting, now).state if meeting.ends_at > now else "ended"
    members = {
        "@type": TYPES.get(activity.kind, "Event"),
        "@id": f"{base}/sessions/{meeting.id}.ics",
        "name": meeting.title or activity.title,
        "url": f"{page}?session={meeting.id}",
        "startDate": meeting.local_start.isoformat(),
        "endDate": meeting.local_end.isoformat(),
        "eventStatus": status(meeting.state),
        "eventAttendanceMode": MODES[meeting.delivery],
        "location": location(meeting, base),
        "maximumAttendeeCapacity": meeting.capacity,
        "offers": offer(state or "open", activity.cost_cents, activity.registration_url or page),
    }
    return filled(members)


def _mode(meeting: MeetingRow) -> dict[str, str]:
    return {"courseMode": _COURSE_MODES[meeting.delivery]}


def _span(meetings: Sequence[MeetingRow]) -> dict[str, str]:
    """From the first start to the last end of those that are shown."""
    if not meetings:
        return {}
    first = min(meetings, key=lambda meeting: meeting.starts_at)
    last = max(meetings, key=lambda meeting: meeting.ends_at)
    return {"startDate": first.local_start.isoformat(), "endDate": last.local_end.isoformat()}
