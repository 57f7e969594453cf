"""How pages call the kinds of places: English sentences, which are keys of the catalogues."""

from collections.abc import Mapping
from typing import Final

from places.vocabulary import HostKind, LocationKind

LOCATION_KINDS: Final[Mapping[LocationKind, str]] = {
    LocationKind.BRANCH: "Library",
    LocationKind.SERVICE_POINT: "Service point",
    LocationKind.OUTREACH: "Outside the library",
    LocationKind.ONLINE: "Online",
    LocationKind.HOME: "At your home",
}

HOST_KINDS: Final[Mapping[HostKind, str]] = {
    HostKind.COMMUNITY_CENTRE: "Community centre",
    HostKind.SPORTS_CLUB: "Sports club",
    HostKind.COMPANY: "Company",
    HostKind.CARE_CENTRE: "Care centre",
    HostKind.SCHOOL: "School",
    HostKind.MUSEUM: "Museum",
    HostKind.OTHER: "Other place",
}


def place_kind(kind: LocationKind, host_kind: HostKind | None) -> str:
    """What a place is; of an outreach place the kind of host."""
    if kind is LocationKind.OUTREACH and host_kind is not None and host_kind is not HostKind.OTHER:
        return HOST_KINDS[host_kind]
    return LOCATION_KINDS[kind]
