"""How the forms for staff call the values of activities: keys of the catalogue, the same as on the public pages."""

from collections.abc import Mapping
from typing import Final

from events.vocabulary import ActivityKind, ActivityState, Form, RegistrationPolicy, TargetGroup, Theme

KINDS: Final[Mapping[ActivityKind, str]] = {
    ActivityKind.LECTURE: "Lecture",
    ActivityKind.DEBATE: "Debate",
    ActivityKind.MEETUP: "MeetUp",
    ActivityKind.STUDY_CIRCLE: "Study circle",
    ActivityKind.COURSE: "Course",
    ActivityKind.WORKSHOP: "Workshop",
    ActivityKind.WALK_IN: "Walk-in",
    ActivityKind.ARTS_CULTURE: "Arts and culture",
}
FORMS: Final[Mapping[Form, str]] = {
    Form.SINGLE: "One meeting",
    Form.DROP_IN: "Come when you like",
    Form.COHORT: "A fixed group",
    Form.GUIDED_TRACK: "At your own pace, with help",
    Form.ONE_TO_ONE: "One to one",
    Form.OPEN_GROUP: "An open group",
    Form.WALK_IN: "Just walk in",
    Form.APPOINTMENT: "By appointment",
    Form.SEASONAL: "One season a year",
    Form.SELF_PACED: "On your own, online",
}
THEMES: Final[Mapping[Theme, str]] = {
    Theme.TAAL: "Language",
    Theme.REKENEN: "Arithmetic",
    Theme.DIGITAAL: "Computer and internet",
    Theme.GEZONDHEID: "Health",
    Theme.WERK: "Work",
    Theme.GELD: "Money",
    Theme.OVERHEID: "Government",
    Theme.PERSOONLIJKE_ONTWIKKELING: "Personal development",
    Theme.KUNST_CULTUUR: "Art and culture",
}
TARGET_GROUPS: Final[Mapping[TargetGroup, str]] = {
    TargetGroup.IEDEREEN: "Everyone",
    TargetGroup.VOLWASSENEN: "Adults",
    TargetGroup.BEGINNERS: "Beginners",
    TargetGroup.SENIOREN: "Older people",
    TargetGroup.JONGEREN: "Young people",
    TargetGroup.OUDERS: "Parents",
    TargetGroup.NT1: "People who grew up with Dutch",
    TargetGroup.NT2: "People who learn Dutch",
    TargetGroup.INBURGERAARS: "People who do the civic integration course",
    TargetGroup.WERKZOEKENDEN: "People who look for work",
    TargetGroup.WERKENDEN: "People who work",
    TargetGroup.MANTELZORGERS: "People who care for someone",
    TargetGroup.KUNSTENAARS: "Artists",
}
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
