"""A package as schema.org JSON-LD in its own page, with the coming meetings where it is used. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from litestar.serialization import encode_json
from markupsafe import Markup

from agenda.package_meetings import PackageMeeting
from agenda.structured import audiences, filled
from agenda.structured_activity import harmless
from content_links.queries import PackageRow
from content_links.vocabulary import Access, PackageKind

_FREE: Final = frozenset({Access.OPEN, Access.HOSTED})


def package_script(package: PackageRow, meetings: Sequence[PackageMeeting], base: str) -> Markup:
    """The content of a script element, which is data to browsers.

    :param base: the address of the site, without a slash at the end.
    """
    page = f"{base}/learn/{package.slug}"
    is_course = package.kind is PackageKind.COURSE
    duration = f"PT{package.duration_minutes}M" if package.duration_minutes else None
    online = {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": duration, "url": page}
    members = {
        "@type": "Course" if is_course else "LearningResource",
        "@id": page,
        "url": page,
        "name": package.title,
        "description": package.summary or package.description or package.title,
        "image": f"{page}/cover?{package.cover_key}" if package.cover_key else None,
        "inLanguage": package.language,
        "educationalLevel": package.level,
        "timeRequired": duration,
        "isAccessibleForFree": True if package.access in _FREE else None,
        "keywords": [theme.value for theme in package.themes],
        "audience": audiences(group.value for group in package.target_groups),
        "provider": {"@type": "Organization", "name": package.provider},
        "hasCourseInstance": [filled(online)] if is_course else None,
        "isRelatedTo": [_event(meeting, base) for meeting in meetings],
    }
    return harmless(encode_json({"@context": "https://schema.org", **filled(members)}))


def _event(meeting: PackageMeeting, base: str) -> dict[str, Any]:
    place = {"@type": "Place", "name": meeting.location_name, "address": meeting.place}
    return {
        "@type": "Event",
        "@id": f"{base}/sessions/{meeting.session_id}.ics",
        "name": meeting.activity_title,
        "url": f"{base}/activities/{meeting.activity_slug}?session={meeting.session_id}",
        "startDate": meeting.starts_at.isoformat(),
        "endDate": meeting.ends_at.isoformat(),
        "location": filled(place),
    }
