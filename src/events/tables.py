"""Activity 1-n edition 1-n schedule rule 1-n session; a registration belongs to a session or to an edition."""

from piccolo.columns import (
    JSONB,
    UUID,
    Array,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Time,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from database.constraints import Exclude
from database.engine import DB
from events.vocabulary import (
    ActivityKind,
    ActivityState,
    Delivery,
    Form,
    Participation,
    Presence,
    QuestionKind,
    RegistrationPolicy,
    RegistrationState,
    SessionState,
    TemplateState,
    WsobFunction,
)
from places.tables import Location, Organisation, Room


class Programme(Table, db=DB):
    """A named line of work with one owner, such as Basisvaardigheden."""

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.restrict)
    slug = Varchar(length=80, null=False, default=None)
    name = Varchar(length=200, null=False, default=None)

    programme_slug_once = Unique([organisation, slug])


class Template(Table, db=DB):
    """A building block (bouwsteen) that a national or provincial organisation publishes and libraries adopt.

    The columns that `Activity` has too are what an adopted activity begins with. `version` rises with each publishing.
    """

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.restrict)
    slug = Varchar(length=120, null=False, default=None, unique=True)
    title = Varchar(length=200, null=False, default=None)
    summary = Varchar(length=300, null=False, default="")
    description = Text(null=False, default="")
    kind = Varchar(length=20, null=False, default=None, choices=ActivityKind)
    form = Varchar(length=20, null=False, default=None, choices=Form)
    state = Varchar(length=20, null=False, default=TemplateState.DRAFT, choices=TemplateState)
    planned_sessions = SmallInt(null=True, default=None)
    session_minutes = SmallInt(null=True, default=None)
    capacity = Integer(null=True, default=None)
    themes = Array(base_column=Varchar(), null=False, default=list)
    target_groups = Array(base_column=Varchar(), null=False, default=list)
    language = Varchar(length=8, null=False, default="nl")
    entry_level = Varchar(length=20, null=False, default="")
    partners = Array(base_column=Varchar(), null=False, default=list)
    wsob_function = Varchar(length=30, null=True, default=None, choices=WsobFunction)
    registration_policy = Varchar(
        length=20, null=False, default=RegistrationPolicy.REQUIRED, choices=RegistrationPolicy
    )
    waiting_list = Boolean(null=False, default=True)
    cost_cents = Integer(null=False, default=0)
    neutral_title = Varchar(length=200, null=True, default=None)
    reminder_days = Array(base_column=SmallInt(), null=False, default=[7, 1])
    follow_up_days = Array(base_column=SmallInt(), null=False, default=[1])
    reminder_hours = Array(base_column=SmallInt(), null=False, default=list)
    prepare_days = Array(base_column=SmallInt(), null=False, default=[3])
    asks_how_it_was = Boolean(null=False, default=True)
    setup_minutes = SmallInt(null=False, default=0)
    clearup_minutes = SmallInt(null=False, default=0)
    staff_min = SmallInt(null=False, default=0)
    staff_max = SmallInt(null=True, default=None)
    skills = Array(base_column=Varchar(), null=False, default=list)
    equipment = Array(base_column=Varchar(), null=False, default=list)
    version = Integer(null=False, default=1)
    modified_at = Timestamptz(null=False, default=TimestamptzNow())

    template_minutes_not_negative = Check("setup_minutes >= 0 AND clearup_minutes >= 0")
    template_staff_in_order = Check("staff_min >= 0 AND staff_max >= staff_min")


class TemplateRevision(Table, db=DB):
    """What a template said when it was published, so that adopters can see what has changed since."""

    id = Serial(primary_key=True)
    template = ForeignKey(references=Template, null=False, on_delete=OnDelete.cascade)
    version = Integer(null=False, default=None)
    content = JSONB(null=False, default="{}")
    note = Varchar(length=300, null=False, default="")
    published_at = Timestamptz(null=False, default=TimestamptzNow())

    template_revision_once = Unique([template, version])


class Activity(Table, db=DB):
    """What is offered. `key` names it within its organisation, `slug` in addresses.

    `reconfirm_days` before a meeting people are asked whether they still come; None asks nobody. A place from the
    waiting list is kept for somebody for `offer_hours`, shorter near the start. `template_version` is the version of
    the template that was last looked at, `inherits_from` the one whose e-content it shows. `skills` are those that the
    people who lead it need together, `equipment` what the room needs, both values of their vocabularies.

    The plan of its mails: reminders so many days (in the morning) and hours before a meeting, what to prepare with so
    many days before, and what follows so many days after, with the question how it was if `asks_how_it_was`.
    """

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.restrict)
    programme = ForeignKey(references=Programme, null=True, default=None, on_delete=OnDelete.set_null)
    template = ForeignKey(references=Template, null=True, default=None, on_delete=OnDelete.set_null)
    key = Varchar(length=80, null=False, default=None)
    slug = Varchar(length=120, null=False, default=None, unique=True)
    title = Varchar(length=200, null=False, default=None)
    summary = Varchar(length=300, null=False, default="")
    description = Text(null=False, default="")
    kind = Varchar(length=20, null=False, default=None, choices=ActivityKind)
    form = Varchar(length=20, null=False, default=None, choices=Form)
    state = Varchar(length=20, null=False, default=ActivityState.PUBLISHED, choices=ActivityState)
    themes = Array(base_column=Varchar(), null=False, default=list)
    target_groups = Array(base_column=Varchar(), null=False, default=list)
    language = Varchar(length=8, null=False, default="nl")
    entry_level = Varchar(length=20, null=False, default="")
    partners = Array(base_column=Varchar(), null=False, default=list)
    wsob_function = Varchar(length=30, null=False, default=None, choices=WsobFunction)
    registration_policy = Varchar(length=20, null=False, default=None, choices=RegistrationPolicy)
    registration_url = Varchar(length=500, null=True, default=None)
    waiting_list = Boolean(null=False, default=True)
    cost_cents = Integer(null=False, default=0)
    neutral_title = Varchar(length=200, null=True, default=None)
    reminder_days = Array(base_column=SmallInt(), null=False, default=[7, 1])
    follow_up_days = Array(base_column=SmallInt(), null=False, default=[1])
    reminder_hours = Array(base_column=SmallInt(), null=False, default=list)
    prepare_days = Array(base_column=SmallInt(), null=False, default=[3])
    asks_how_it_was = Boolean(null=False, default=True)
    reconfirm_days = SmallInt(null=True, default=None)
    offer_hours = SmallInt(null=False, default=24)
    asks_names = Boolean(null=False, default=False)
    asks_access_needs = Boolean(null=False, default=False)
    template_version = Integer(null=True, default=None)
    inherits_from = ForeignKey(references=TemplateRevision, null=True, default=None, on_delete=OnDelete.set_null)
    setup_minutes = SmallInt(null=False, default=0)
    clearup_minutes = SmallInt(null=False, default=0)
    staff_min = SmallInt(null=False, default=0)
    staff_max = SmallInt(null=True, default=None)
    skills = Array(base_column=Varchar(), null=False, default=list)
    equipment = Array(base_column=Varchar(), null=False, default=list)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    modified_at = Timestamptz(null=False, default=TimestamptzNow())

    activity_key_once = Unique([organisation, key])
    activity_cost_not_negative = Check("cost_cents >= 0")
    activity_minutes_not_negative = Check("setup_minutes >= 0 AND clearup_minutes >= 0")
    activity_staff_in_order = Check("staff_min >= 0 AND staff_max >= staff_min")
    activity_offer_hours_positive = Check("offer_hours > 0")
    activity_reconfirm_days_positive = Check("reconfirm_days > 0")


class Question(Table, db=DB):
    """Something that an activity asks of who signs up; `choices` are the answers to choose from for that kind."""

    id = Serial(primary_key=True)
    activity = ForeignKey(references=Activity, null=False, on_delete=OnDelete.cascade)
    position = SmallInt(null=False, default=None)
    kind = Varchar(length=10, null=False, default=None, choices=QuestionKind)
    text = Varchar(length=200, null=False, default=None)
    choices = Array(base_column=Varchar(), null=False, default=list)
    required = Boolean(null=False, default=False)

    question_position_once = Unique([activity, position])


class ActivityAlias(Table, db=DB):
    """A former or other name, so that people still find it and reports over the years add up."""

    id = Serial(primary_key=True)
    activity = ForeignKey(references=Activity, null=False, on_delete=OnDelete.cascade)
    name = Varchar(length=200, null=False, default=None)

    activity_alias_once = Unique([activity, name])


class Edition(Table, db=DB):
    """One run of an activity at one place, from `first_day` on (schema.org CourseInstance).

    `capacity` is the number of seats of the group for forms that sign up per edition, and of each new session for the
    others; None is unlimited. `seats_taken` is only counted for the former. Of the capacity, `desk_seats` are not given
    away online. Below `minimum` people it is not worth holding. Without opening and closing moments people can sign up
    from when it is published until it begins.
    """

    id = UUID(primary_key=True, default=UUID4())
    activity = ForeignKey(references=Activity, null=False, on_delete=OnDelete.restrict)
    location = ForeignKey(references=Location, null=False, on_delete=OnDelete.restrict)
    room = ForeignKey(references=Room, null=True, default=None, on_delete=OnDelete.restrict)
    first_day = Date(null=False, default=None)
    last_day = Date(null=True, default=None)
    delivery = Varchar(length=10, null=False, default=Delivery.PHYSICAL, choices=Delivery)
    capacity = Integer(null=True, default=None)
    seats_taken = Integer(null=False, default=0)
    desk_seats = SmallInt(null=False, default=0)
    minimum = SmallInt(null=True, default=None)
    registration_opens_at = Timestamptz(null=True, default=None)
    registration_closes_at = Timestamptz(null=True, default=None)
    planned_sessions = SmallInt(null=True, default=None)
    state = Varchar(length=20, null=False, default=SessionState.SCHEDULED, choices=SessionState)
    created_at = Timestamptz(null=False, default=TimestamptzNow())

    edition_desk_seats_not_negative = Check("desk_seats >= 0")
    edition_registration_opens_first = Check("registration_closes_at > registration_opens_at")
    edition_once = Unique([activity, location, first_day])
    edition_seats_within_capacity = Check("seats_taken >= 0 AND (capacity IS NULL OR seats_taken <= capacity)")
    edition_forwards = Check("last_day IS NULL OR last_day >= first_day")


class ScheduleRule(Table, db=DB):
    """When an edition meets: an RFC 5545 RRULE in local time of the edition's location.

    `skipped_periods` holds pairs of days, both included, as "2027-07-14/2027-08-25". Without a location its sessions
    are held where the edition is; `title` and `note` are what they begin with.
    """

    id = Serial(primary_key=True)
    edition = ForeignKey(references=Edition, null=False, on_delete=OnDelete.cascade)
    location = ForeignKey(references=Location, null=True, default=None, on_delete=OnDelete.restrict)
    room = ForeignKey(references=Room, null=True, default=None, on_delete=OnDelete.restrict)
    first_day = Date(null=False, default=None)
    last_day = Date(null=True, default=None)
    starts_at = Time(null=False, default=None)
    ends_at = Time(null=False, default=None)
    rrule = Varchar(length=500, null=False, default=None)
    title = Varchar(length=200, null=True, default=None)
    note = Varchar(length=500, null=False, default="")
    skip = Array(base_column=Varchar(), null=False, default=list)
    skipped_days = Array(base_column=Date(), null=False, default=list)
    skipped_periods = Array(base_column=Varchar(), null=False, default=list)

    schedule_rule_once = Unique([edition, rrule, starts_at, ends_at, first_day])
    schedule_rule_forwards = Check("ends_at > starts_at AND (last_day IS NULL OR last_day >= first_day)")


class Session(Table, db=DB):
    """One meeting of an edition.

    `rule` and `occurs_on` (local day) say which occurrence it is; `edited` keeps it as it is when the rule changes.
    `sequence` and `modified_at` are raised by the database with every change that a calendar can show. Setting up and
    clearing away keep the room from others too. Without `staff_min` and `staff_max` those of the activity hold.
    `outside_hours`: somebody has said that the place will be open for it.
    """

    id = UUID(primary_key=True, default=UUID4())
    edition = ForeignKey(references=Edition, null=False, on_delete=OnDelete.restrict)
    rule = ForeignKey(references=ScheduleRule, null=True, default=None, on_delete=OnDelete.set_null)
    occurs_on = Date(null=True, default=None)
    starts_at = Timestamptz(null=False, default=None)
    ends_at = Timestamptz(null=False, default=None)
    location = ForeignKey(references=Location, null=False, on_delete=OnDelete.restrict)
    room = ForeignKey(references=Room, null=True, default=None, on_delete=OnDelete.restrict)
    title = Varchar(length=200, null=True, default=None)
    note = Varchar(length=500, null=False, default="")
    state = Varchar(length=20, null=False, default=SessionState.SCHEDULED, choices=SessionState)
    cancel_reason = Varchar(length=300, null=False, default="")
    edited = Boolean(null=False, default=False)
    capacity = Integer(null=True, default=None)
    seats_taken = Integer(null=False, default=0)
    desk_seats = SmallInt(null=False, default=0)
    minimum = SmallInt(null=True, default=None)
    headcount = Integer(null=True, default=None)
    setup_minutes = SmallInt(null=False, default=0)
    clearup_minutes = SmallInt(null=False, default=0)
    staff_min = SmallInt(null=True, default=None)
    staff_max = SmallInt(null=True, default=None)
    outside_hours = Boolean(null=False, default=False)
    sequence = Integer(null=False, default=0)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    modified_at = Timestamptz(null=False, default=TimestamptzNow())

    session_occurrence_once = Unique([rule, occurs_on])
    session_forwards = Check("ends_at > starts_at")
    session_seats_within_capacity = Check("seats_taken >= 0 AND (capacity IS NULL OR seats_taken <= capacity)")
    session_desk_seats_not_negative = Check("desk_seats >= 0")
    session_headcount_not_negative = Check("headcount >= 0")
    session_minutes_not_negative = Check("setup_minutes >= 0 AND clearup_minutes >= 0")
    session_staff_in_order = Check("staff_min >= 0 AND staff_max >= 0 AND staff_max >= staff_min")
    session_room_once = Exclude(
        "room WITH =, occupied(starts_at, ends_at, setup_minutes, clearup_minutes) WITH &&",
        "room IS NOT NULL AND state = 'scheduled'",
        deferrable=True,
    )


class Registration(Table, db=DB):
    """One person's place, for a session or for an edition as the form says; a group can come along.

    `queue_number` orders the waiting list by arrival. `invitation_offset` is added to a session's SEQUENCE, so that a
    cancelled invitation and a later new one both count upwards for this person. `answered_position` is the place on the
    waiting list that the first answer told, None for a place at once: a repeated request gets the same answer.

    An offered place is kept until `offer_expires_at`. `companions` are the names of who comes along where the activity
    asks for them. `access_needs` is emptied after the last meeting. For forms with an intake, `intake_at` is when that
    was held and `planned_meetings` how many meetings were agreed. `account` is who signed this person up at the desk.
    `participation` is what somebody's calendar last answered to the invitation, and `participation_at` when.
    """

    id = UUID(primary_key=True, default=UUID4())
    session = ForeignKey(references=Session, null=True, default=None, on_delete=OnDelete.restrict)
    edition = ForeignKey(references=Edition, null=True, default=None, on_delete=OnDelete.restrict)
    queue_number = BigSerial(null=False, unique=True)
    name = Varchar(length=120, null=False, default=None)
    email = Varchar(length=254, null=True, default=None)
    phone = Varchar(length=40, null=True, default=None)
    party_size = SmallInt(null=False, default=1)
    note = Varchar(length=500, null=False, default="")
    locale = Varchar(length=8, null=False, default="nl")
    state = Varchar(length=20, null=False, default=None, choices=RegistrationState)
    invitation_offset = Integer(null=False, default=0)
    idempotency_hash = Varchar(length=64, null=True, default=None, unique=True)
    answered_position = Integer(null=True, default=None)
    companions = Array(base_column=Varchar(), null=False, default=list)
    access_needs = Varchar(length=500, null=False, default="")
    offer_expires_at = Timestamptz(null=True, default=None)
    intake_at = Timestamptz(null=True, default=None)
    planned_meetings = SmallInt(null=True, default=None)
    account = Integer(null=True, default=None)
    reconfirm_asked_at = Timestamptz(null=True, default=None)
    reconfirmed_at = Timestamptz(null=True, default=None)
    participation = Varchar(length=10, null=True, default=None, choices=Participation)
    participation_at = Timestamptz(null=True, default=None)
    anonymised_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    changed_at = Timestamptz(null=False, default=TimestamptzNow())

    registration_one_target = Check("num_nonnulls(session, edition) = 1")
    registration_party_size = Check("party_size BETWEEN 1 AND 20")
    registration_offer_expires = Check("(state = 'offered') = (offer_expires_at IS NOT NULL)")


class Answer(Table, db=DB):
    """What somebody answered to a question of the activity."""

    id = BigSerial(primary_key=True)
    registration = ForeignKey(references=Registration, null=False, on_delete=OnDelete.cascade)
    question = ForeignKey(references=Question, null=False, on_delete=OnDelete.cascade)
    text = Varchar(length=500, null=False, default="")

    answer_once = Unique([registration, question])


class RegistrationStep(Table, db=DB):
    """Why a registration went from one state to another: the story of a waiting list, without names.

    `by` is attendee, staff or system; `account` who of the staff.
    """

    id = BigSerial(primary_key=True)
    registration = ForeignKey(references=Registration, null=False, on_delete=OnDelete.cascade)
    former_state = Varchar(length=20, null=True, default=None, choices=RegistrationState)
    state = Varchar(length=20, null=False, default=None, choices=RegistrationState)
    reason = Varchar(length=40, null=False, default=None)
    by = Varchar(length=10, null=False, default=None)
    account = Integer(null=True, default=None)
    at = Timestamptz(null=False, default=TimestamptzNow())


class Attendance(Table, db=DB):
    """Whether a registered person was at one session."""

    id = BigSerial(primary_key=True)
    session = ForeignKey(references=Session, null=False, on_delete=OnDelete.cascade)
    registration = ForeignKey(references=Registration, null=False, on_delete=OnDelete.cascade)
    presence = Varchar(length=10, null=False, default=None, choices=Presence)
    marked_at = Timestamptz(null=False, default=TimestamptzNow())

    attendance_once = Unique([session, registration])


class Feedback(Table, db=DB):
    """What somebody said of a session: a `score` from 1 (not good) to 3 (good), and a remark in their own words.

    It stays when the person is forgotten; then `registration` is None.
    """

    id = BigSerial(primary_key=True)
    session = ForeignKey(references=Session, null=False, on_delete=OnDelete.cascade)
    registration = ForeignKey(references=Registration, null=True, default=None, on_delete=OnDelete.set_null)
    score = SmallInt(null=False, default=None)
    remark = Varchar(length=500, null=False, default="")
    given_at = Timestamptz(null=False, default=TimestamptzNow())

    feedback_once = Unique([session, registration])
    feedback_score = Check("score BETWEEN 1 AND 3")
