"""How forms for staff call what the public pages call otherwise (agenda.labels has the rest): keys of the catalogue."""

from collections.abc import Mapping
from typing import Final

from events.vocabulary import ActivityState, RegistrationPolicy

POLICIES: Final[Mapping[RegistrationPolicy, str]] = {
    RegistrationPolicy.NONE: "No, people just come",
    RegistrationPolicy.RECOMMENDED: "If they can",
    RegistrationPolicy.REQUIRED: "Yes, on this site",
    RegistrationPolicy.DESK: "Yes, at the desk",
    RegistrationPolicy.PHONE: "Yes, by phone",
    RegistrationPolicy.EXTERNAL: "Yes, on another website",
    RegistrationPolicy.UNKNOWN: "Not known yet",
}
STATES: Final[Mapping[ActivityState, str]] = {
    ActivityState.DRAFT: "Draft",
    ActivityState.PUBLISHED: "Everybody sees it",
    ActivityState.ARCHIVED: "No longer offered",
}
