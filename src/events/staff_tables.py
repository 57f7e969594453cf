"""Facilitator 1-n hours and absences; an assignment joins a facilitator to a session."""

from piccolo.columns import Array, BigSerial, Boolean, Date, ForeignKey, Serial, SmallInt, Time, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from database.constraints import Exclude
from database.engine import DB
from events.tables import Edition, Session
from events.vocabulary import FacilitatorKind
from identity.tables import Account
from places.tables import Organisation


class Facilitator(Table, db=DB):
    """Somebody who leads sessions: staff, a volunteer or a guest. Not everybody has an account."""

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.restrict)
    account = ForeignKey(references=Account, null=True, default=None, on_delete=OnDelete.set_null)
    name = Varchar(length=120, null=False, default=None)
    email = Varchar(length=254, null=True, default=None)
    phone = Varchar(length=40, null=True, default=None)
    kind = Varchar(length=20, null=False, default=None, choices=FacilitatorKind)
    skills = Array(base_column=Varchar(), null=False, default=list)
    active = Boolean(null=False, default=True)
    created_at = Timestamptz(null=False, default=TimestamptzNow())


class FacilitatorHours(Table, db=DB):
    """A stretch of a weekday (1 Monday - 7 Sunday) on which somebody can be asked; local time of their organisation.

    Who has no hours at all can always be asked.
    """

    id = Serial(primary_key=True)
    facilitator = ForeignKey(references=Facilitator, null=False, on_delete=OnDelete.cascade)
    weekday = SmallInt(null=False, default=None)
    starts_at = Time(null=False, default=None)
    ends_at = Time(null=False, default=None)

    facilitator_hours_once = Unique([facilitator, weekday, starts_at])
    facilitator_hours_weekday = Check("weekday BETWEEN 1 AND 7")
    facilitator_hours_forwards = Check("ends_at > starts_at")


class FacilitatorAbsence(Table, db=DB):
    """Days, both included, on which somebody is not there. The reason is nobody's business and not kept."""

    id = Serial(primary_key=True)
    facilitator = ForeignKey(references=Facilitator, null=False, on_delete=OnDelete.cascade)
    first_day = Date(null=False, default=None)
    last_day = Date(null=False, default=None)

    facilitator_absence_once = Unique([facilitator, first_day])
    facilitator_absence_forwards = Check("last_day >= first_day")


class EditionFacilitator(Table, db=DB):
    """Somebody who leads an edition: each new session of it begins with them."""

    id = Serial(primary_key=True)
    edition = ForeignKey(references=Edition, null=False, on_delete=OnDelete.cascade)
    facilitator = ForeignKey(references=Facilitator, null=False, on_delete=OnDelete.cascade)

    edition_facilitator_once = Unique([edition, facilitator])


class Assignment(Table, db=DB):
    """Somebody who leads one session, and cannot be anywhere else meanwhile.

    The database keeps `starts_at`, `ends_at` and `active` (the session is held) equal to those of the session.
    """

    id = BigSerial(primary_key=True)
    session = ForeignKey(references=Session, null=False, on_delete=OnDelete.cascade)
    facilitator = ForeignKey(references=Facilitator, null=False, on_delete=OnDelete.restrict)
    starts_at = Timestamptz(null=False, default=None)
    ends_at = Timestamptz(null=False, default=None)
    active = Boolean(null=False, default=True)

    assignment_once = Unique([session, facilitator])
    assignment_person_once = Exclude(
        "facilitator WITH =, tstzrange(starts_at, ends_at) WITH &&", "active", deferrable=True
    )
