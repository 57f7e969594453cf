"""The procurement states for who plans: keys of the catalogue."""

from collections.abc import Mapping
from typing import Final

from content_links.vocabulary import PackageState

STATES: Final[Mapping[PackageState, str]] = {
    PackageState.NOMINATED: "Nominated",
    PackageState.APPROVED: "Approved",
    PackageState.PROCURED: "Procured",
    PackageState.AVAILABLE: "Available",
    PackageState.ENDED: "No longer available",
}
