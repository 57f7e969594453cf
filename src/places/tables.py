from piccolo.columns import (
    Array,
    Boolean,
    Date,
    DoublePrecision,
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
from piccolo.columns.reference import LazyTableReference
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from database.engine import DB
from places.vocabulary import ClosureKind, HostKind, LocationKind, OrganisationKind, SchoolRegion


class Organisation(Table, db=DB):
    """A national, provincial, library or partner organisation; together they form a tree."""

    id = Serial(primary_key=True)
    slug = Varchar(length=80, null=False, default=None, unique=True)
    name = Varchar(length=200, null=False, default=None)
    kind = Varchar(length=20, null=False, default=None, choices=OrganisationKind)
    parent: ForeignKey["Organisation"] = ForeignKey(
        references=LazyTableReference("Organisation", module_path="places.tables"),
        null=True,
        default=None,
        on_delete=OnDelete.restrict,
    )
    timezone = Varchar(length=64, null=False, default="Europe/Amsterdam")
    country = Varchar(length=2, null=False, default="NL")
    school_region = Varchar(length=10, null=True, default=None, choices=SchoolRegion)
    email = Varchar(length=254, null=True, default=None)
    phone = Varchar(length=40, null=True, default=None)
    website = Varchar(length=500, null=True, default=None)


class Location(Table, db=DB):
    """A place where sessions are held. `key` names it within its organisation, `slug` in addresses.

    Nothing new is planned at a place that is retired; what was held there still stands.
    """

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.restrict)
    key = Varchar(length=80, null=False, default=None)
    slug = Varchar(length=120, null=False, default=None, unique=True)
    name = Varchar(length=200, null=False, default=None)
    kind = Varchar(length=20, null=False, default=None, choices=LocationKind)
    host_kind = Varchar(length=20, null=True, default=None, choices=HostKind)
    street = Varchar(length=200, null=False, default="")
    postcode = Varchar(length=12, null=False, default="")
    place = Varchar(length=120, null=False, default="")
    latitude = DoublePrecision(null=True, default=None)
    longitude = DoublePrecision(null=True, default=None)
    timezone = Varchar(length=64, null=False, default="Europe/Amsterdam")
    phone = Varchar(length=40, null=True, default=None)
    wheelchair = Boolean(null=True, default=None)
    hearing_loop = Boolean(null=True, default=None)
    note = Text(null=False, default="")
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    retired_at = Timestamptz(null=True, default=None)

    location_key_once = Unique([organisation, key])
    location_outreach_has_host = Check("kind <> 'outreach' OR host_kind IS NOT NULL")
    location_coordinates_pair = Check(
        "(latitude IS NULL) = (longitude IS NULL) AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"
    )


class Room(Table, db=DB):
    """A room of a location; `equipment` holds values of `Equipment`."""

    id = Serial(primary_key=True)
    location = ForeignKey(references=Location, null=False, on_delete=OnDelete.restrict)
    name = Varchar(length=120, null=False, default=None)
    capacity = Integer(null=True, default=None)
    equipment = Array(base_column=Varchar(), null=False, default=list)
    retired_at = Timestamptz(null=True, default=None)

    room_name_once = Unique([location, name])
    room_capacity_positive = Check("capacity > 0")


class OpeningHours(Table, db=DB):
    """One stretch of opening on one weekday (1 Monday - 7 Sunday), local time of the location."""

    id = Serial(primary_key=True)
    location = ForeignKey(references=Location, null=False, on_delete=OnDelete.cascade)
    weekday = SmallInt(null=False, default=None)
    opens_at = Time(null=False, default=None)
    closes_at = Time(null=False, default=None)

    opening_hours_once = Unique([location, weekday, opens_at])
    opening_hours_weekday = Check("weekday BETWEEN 1 AND 7")
    opening_hours_forwards = Check("closes_at > opens_at")


class Closure(Table, db=DB):
    """Days, both included, on which an organisation (or one location of it) is closed or schools are.

    `uid` is what an imported calendar calls it, so that the next import recognises it.
    """

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    location = ForeignKey(references=Location, null=True, default=None, on_delete=OnDelete.cascade)
    kind = Varchar(length=20, null=False, default=None, choices=ClosureKind)
    uid = Varchar(length=255, null=False, default=None)
    name = Varchar(length=200, null=False, default=None)
    first_day = Date(null=False, default=None)
    last_day = Date(null=False, default=None)
    region = Varchar(length=10, null=True, default=None, choices=SchoolRegion)

    closure_uid_once = Unique([organisation, kind, uid])
    closure_forwards = Check("last_day >= first_day")
