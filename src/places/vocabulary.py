"""The closed word lists of places. The values are what the database, the API and the CSV files hold."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    NATIONAL = "national"
    PROVINCIAL = "provincial"
    LIBRARY = "library"
    PARTNER = "partner"


class LocationKind(StrEnum):
    BRANCH = "branch"
    SERVICE_POINT = "service_point"
    OUTREACH = "outreach"
    ONLINE = "online"
    HOME = "home"


class HostKind(StrEnum):
    """Whose roof it is, for a service point or an outreach place."""

    COMMUNITY_CENTRE = "community_centre"
    SPORTS_CLUB = "sports_club"
    COMPANY = "company"
    CARE_CENTRE = "care_centre"
    SCHOOL = "school"
    MUSEUM = "museum"
    OTHER = "other"


class ClosureKind(StrEnum):
    SCHOOL_HOLIDAYS = "school_holidays"
    CLOSED = "closed"


class SchoolRegion(StrEnum):
    """The three regions between which Dutch school holidays are spread."""

    NOORD = "noord"
    MIDDEN = "midden"
    ZUID = "zuid"


class Equipment(StrEnum):
    """What a room has, or an activity needs."""

    PROJECTOR = "projector"
    COMPUTERS = "computers"
    TABLETS = "tablets"
    SOUND = "sound"
    HEARING_LOOP = "hearing_loop"
    WHITEBOARD = "whiteboard"
    KITCHEN = "kitchen"
    VIDEO_CALLS = "video_calls"
