"""Says warnings, skills and equipment in the reader's language."""

from collections.abc import Mapping
from typing import Final

from events.staffing.warnings import Detail, PlanningWarning, WarningKind
from events.vocabulary import FacilitatorKind, Skill
from places.vocabulary import Equipment
from web.i18n import Translator

SENTENCES: Final[Mapping[WarningKind, str]] = {
    WarningKind.OUTSIDE_HOURS: "This is outside the opening hours of %(place)s.",
    WarningKind.CLOSED: "%(place)s is closed that day: %(closure)s.",
    WarningKind.PLACE_RETIRED: "%(place)s is no longer used.",
    WarningKind.ROOM_RETIRED: "The room %(room)s is no longer used.",
    WarningKind.ROOM_TOO_SMALL: "There are %(seats)s places, but %(room)s holds %(capacity)s people.",
    WarningKind.EQUIPMENT_MISSING: "Missing in %(room)s: %(equipment)s.",
    WarningKind.NO_STAFF: "Nobody leads this yet.",
    WarningKind.TOO_FEW_STAFF: "%(count)s of the %(least)s people who should lead this are there.",
    WarningKind.TOO_MANY_STAFF: "%(count)s people lead this, and %(most)s would do.",
    WarningKind.SKILLS_MISSING: "Nobody who leads this is good at: %(skills)s.",
    WarningKind.PERSON_AWAY: "%(person)s is away that day.",
    WarningKind.PERSON_NOT_AVAILABLE: "%(person)s does not usually work at that time.",
    WarningKind.TRAVEL_TOO_SHORT: (
        "%(person)s has %(minutes)s minutes between here and %(place)s, and needs about %(needed)s."
    ),
}
SKILLS: Final[Mapping[Skill, str]] = {
    Skill.DIDACTICS: "Teaching",
    Skill.NT2: "Dutch as a second language (NT2)",
    Skill.DIGITAL: "Computers and telephones",
    Skill.READING: "Reading and writing",
    Skill.NUMERACY: "Doing sums",
    Skill.LAW_AND_BENEFITS: "Letters and benefits",
    Skill.CREATIVE: "Making things",
}
EQUIPMENT: Final[Mapping[Equipment, str]] = {
    Equipment.PROJECTOR: "Projector",
    Equipment.COMPUTERS: "Computers",
    Equipment.TABLETS: "Tablets",
    Equipment.SOUND: "Sound system",
    Equipment.HEARING_LOOP: "Hearing loop",
    Equipment.WHITEBOARD: "Whiteboard",
    Equipment.KITCHEN: "Kitchen",
    Equipment.VIDEO_CALLS: "Screen for video calls",
}
FACILITATOR_KINDS: Final[Mapping[FacilitatorKind, str]] = {
    FacilitatorKind.STAFF: "Member of staff",
    FacilitatorKind.VOLUNTEER: "Volunteer",
    FacilitatorKind.EXTERNAL: "Guest from outside",
}


def in_words(warning: PlanningWarning, translator: Translator) -> str:
    """One sentence."""
    details = {name: _detail(value, translator) for name, value in warning.details.items()}
    return translator.gettext(SENTENCES[warning.kind], **details)


def _detail(value: Detail, translator: Translator) -> str | int:
    if not isinstance(value, tuple):
        return value
    return ", ".join(_name(each, translator) for each in value)


def _name(value: Skill | Equipment, translator: Translator) -> str:
    return translator.gettext(SKILLS[value] if isinstance(value, Skill) else EQUIPMENT[value])
