"""How pages call each value of the closed word lists: English sentences, which are keys of the catalogues.

Say them with `translator.gettext(labels.KINDS[row.kind])`, or `_(…)` in a template.
"""

from collections.abc import Mapping
from typing import Final

from content_links.vocabulary import Access, PackageKind
from events.vocabulary import ActivityKind, Delivery, Form, RegistrationPolicy, TargetGroup, Theme

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

DELIVERIES: Final[Mapping[Delivery, str]] = {
    Delivery.PHYSICAL: "On location",
    Delivery.ONLINE: "Online",
    Delivery.HYBRID: "On location and online",
}

PACKAGE_KINDS: Final[Mapping[PackageKind, str]] = {
    PackageKind.COURSE: "Online course",
    PackageKind.EBOOKS: "E-books",
    PackageKind.VIDEO: "Video",
    PackageKind.PODCAST: "Podcast",
    PackageKind.ARTICLE: "Article",
    PackageKind.EXERCISES: "Exercises",
}

ACCESS: Final[Mapping[Access, str]] = {
    Access.OPEN: "Free for everyone",
    Access.LIBRARY_ACCOUNT: "With your library card",
    Access.STAFF_ACCOUNT: "With a login from the library",
    Access.IN_BRANCH: "On a computer in the library",
    Access.HOSTED: "Here on this site",
}

POLICIES: Final[Mapping[RegistrationPolicy, str]] = {
    RegistrationPolicy.NONE: "You do not need to sign up. Just come.",
    RegistrationPolicy.RECOMMENDED: "Sign up if you can. Then we know that you are coming.",
    RegistrationPolicy.REQUIRED: "Sign up first.",
    RegistrationPolicy.DESK: "Sign up at the desk of the library.",
    RegistrationPolicy.PHONE: "Sign up by phone.",
    RegistrationPolicy.EXTERNAL: "Sign up on another website.",
    RegistrationPolicy.UNKNOWN: "Ask at the desk whether you need to sign up.",
}
"""How to take part."""

LANGUAGES: Final[Mapping[str, str]] = {
    "nl": "Dutch",
    "en": "English",
    "ar": "Arabic",
    "de": "German",
    "fr": "French",
    "fy": "Frisian",
    "pl": "Polish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "es": "Spanish",
    "mul": "Several languages",
}
"""By ISO 639-1 code; another code is shown as it is."""


def language(code: str) -> str:
    """The key of a language's name, or the code itself."""
    return LANGUAGES.get(code, code)
