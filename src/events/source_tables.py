"""Calendars of other systems, and which of their events became which session."""

from piccolo.columns import BigSerial, Boolean, ForeignKey, Integer, Serial, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.constraints import Unique
from piccolo.table import Table

from database.engine import DB
from events.tables import Activity, Session
from events.vocabulary import ActivityKind, Form
from places.tables import Location, Organisation


class CalendarSource(Table, db=DB):
    """A calendar of another system that sessions come from: a file, or an address that is asked every so often.

    Its events become sessions of `activity` where that is set, else of an activity named after their summary.
    """

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.restrict)
    name = Varchar(length=200, null=False, default=None)
    url = Varchar(length=500, null=True, default=None)
    location = ForeignKey(references=Location, null=False, on_delete=OnDelete.restrict)
    activity = ForeignKey(references=Activity, null=True, default=None, on_delete=OnDelete.restrict)
    kind = Varchar(length=20, null=False, default=None, choices=ActivityKind)
    form = Varchar(length=20, null=False, default=None, choices=Form)
    active = Boolean(null=False, default=True)
    polled_at = Timestamptz(null=True, default=None)
    etag = Varchar(length=200, null=True, default=None)
    last_modified = Varchar(length=80, null=True, default=None)
    failures = Integer(null=False, default=0)
    last_error = Varchar(length=500, null=False, default="")

    calendar_source_name_once = Unique([organisation, name])


class ImportedEvent(Table, db=DB):
    """Which session an event of another calendar became, so that the next import recognises it.

    `recurrence_id` is empty, or the UTC start of the occurrence as RFC 5545 writes it.
    """

    id = BigSerial(primary_key=True)
    source = ForeignKey(references=CalendarSource, null=False, on_delete=OnDelete.cascade)
    uid = Varchar(length=255, null=False, default=None)
    recurrence_id = Varchar(length=20, null=False, default="")
    session = ForeignKey(references=Session, null=True, default=None, on_delete=OnDelete.set_null)
    revision = Integer(null=False, default=0)
    digest = Varchar(length=64, null=False, default=None)

    imported_event_once = Unique([source, uid, recurrence_id])
