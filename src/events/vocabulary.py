"""The closed word lists of activities. The values are what the database, the API and the CSV files hold."""

from enum import StrEnum


class ActivityKind(StrEnum):
    LECTURE = "lecture"
    DEBATE = "debate"
    MEETUP = "meetup"
    STUDY_CIRCLE = "study_circle"
    COURSE = "course"
    WORKSHOP = "workshop"
    WALK_IN = "walk_in"
    ARTS_CULTURE = "arts_culture"


class Form(StrEnum):
    """How people take part, which decides what they sign up for and what is counted."""

    SINGLE = "single"
    DROP_IN = "drop_in"
    COHORT = "cohort"
    GUIDED_TRACK = "guided_track"
    ONE_TO_ONE = "one_to_one"
    OPEN_GROUP = "open_group"
    WALK_IN = "walk_in"
    APPOINTMENT = "appointment"
    SEASONAL = "seasonal"
    SELF_PACED = "self_paced"


class RegistrationTarget(StrEnum):
    """What a registration belongs to."""

    SESSION = "session"
    EDITION = "edition"


class RegistrationPolicy(StrEnum):
    NONE = "none"
    RECOMMENDED = "recommended"
    REQUIRED = "required"
    DESK = "desk"
    PHONE = "phone"
    EXTERNAL = "external"
    UNKNOWN = "unknown"


class Theme(StrEnum):
    TAAL = "taal"
    REKENEN = "rekenen"
    DIGITAAL = "digitaal"
    GEZONDHEID = "gezondheid"
    WERK = "werk"
    GELD = "geld"
    OVERHEID = "overheid"
    PERSOONLIJKE_ONTWIKKELING = "persoonlijke_ontwikkeling"
    KUNST_CULTUUR = "kunst_cultuur"


class TargetGroup(StrEnum):
    """Whom an activity is meant for; never a property of a person."""

    IEDEREEN = "iedereen"
    VOLWASSENEN = "volwassenen"
    BEGINNERS = "beginners"
    SENIOREN = "senioren"
    JONGEREN = "jongeren"
    OUDERS = "ouders"
    NT1 = "nt1"
    NT2 = "nt2"
    INBURGERAARS = "inburgeraars"
    WERKZOEKENDEN = "werkzoekenden"
    WERKENDEN = "werkenden"
    MANTELZORGERS = "mantelzorgers"
    KUNSTENAARS = "kunstenaars"


class WsobFunction(StrEnum):
    """The five functions of the Dutch library act (Wsob, article 5)."""

    KNOWLEDGE_INFORMATION = "knowledge_information"
    DEVELOPMENT_EDUCATION = "development_education"
    READING_LITERATURE = "reading_literature"
    MEETING_DEBATE = "meeting_debate"
    ARTS_CULTURE = "arts_culture"


class Delivery(StrEnum):
    PHYSICAL = "physical"
    ONLINE = "online"
    HYBRID = "hybrid"


class Skip(StrEnum):
    """Kinds of closed days that a schedule rule can leave out."""

    PUBLIC_HOLIDAYS = "public_holidays"
    SCHOOL_HOLIDAYS = "school_holidays"


class ActivityState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class SessionState(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"


class RegistrationState(StrEnum):
    """An offered place is kept until somebody takes it. FINISHED: all meetings that were agreed are had."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    FINISHED = "finished"


class StepReason(StrEnum):
    """Why a registration came in a state."""

    SIGNED_UP = "signed_up"
    SIGNED_UP_AT_DESK = "signed_up_at_desk"
    FULL = "full"
    SEAT_FREE = "seat_free"
    CHOSEN_BY_STAFF = "chosen_by_staff"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OFFER_EXPIRED = "offer_expired"
    GIVEN_BACK = "given_back"
    TAKEN_OFF = "taken_off"
    CHANGED = "changed"
    MEETINGS_DONE = "meetings_done"


class StepBy(StrEnum):
    """Who made a step; the system when time or a free place did."""

    ATTENDEE = "attendee"
    STAFF = "staff"
    SYSTEM = "system"


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"


class TemplateState(StrEnum):
    """A withdrawn template is offered no longer; what was adopted from it goes on."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class FacilitatorKind(StrEnum):
    STAFF = "staff"
    VOLUNTEER = "volunteer"
    EXTERNAL = "external"


class Skill(StrEnum):
    """What somebody who leads sessions is good at."""

    DIDACTICS = "didactics"
    NT2 = "nt2"
    DIGITAL = "digital"
    READING = "reading"
    NUMERACY = "numeracy"
    LAW_AND_BENEFITS = "law_and_benefits"
    CREATIVE = "creative"


class QuestionKind(StrEnum):
    """How a question of the sign-up form is answered."""

    TEXT = "text"
    CHOICE = "choice"
    TICK = "tick"


class Participation(StrEnum):
    """What somebody's calendar answered to an invitation (PARTSTAT, RFC 5545 section 3.2.12)."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
