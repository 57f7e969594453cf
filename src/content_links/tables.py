"""The catalogue, and what is linked to it."""

from piccolo.columns import Array, Boolean, Bytea, ForeignKey, Integer, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from content_links.harvest_tables import HarvestSource
from content_links.vocabulary import (
    Access,
    PackageKind,
    PackageState,
    Phase,
)
from database.engine import DB
from events.tables import Activity, Session, Template, TemplateRevision
from places.tables import Organisation


class Provider(Table, db=DB):
    """Who makes or hosts packages. A package names its provider; the database makes the row for a new name.

    One that tells what learners complete gets their reference in the parameter `report_parameter` of addresses.
    """

    id = Serial(primary_key=True)
    slug = Varchar(length=120, null=False, default=None, unique=True)
    name = Varchar(length=200, null=False, default=None, unique=True)
    url = Varchar(length=500, null=True, default=None)
    email = Varchar(length=254, null=True, default=None)
    phone = Varchar(length=40, null=True, default=None)
    note = Varchar(length=500, null=False, default="")
    report_parameter = Varchar(length=40, null=True, default=None)


class Package(Table, db=DB):
    """An online course, e-book set, video, podcast, article or exercise programme.

    `access_note` says in plain words what a learner must do to get in, beyond what `access` says. `identifier` is what
    the provider calls it; with `source` it was harvested, and `withdrawn_at` is when it was no longer there. `owner`
    looks after it, and hears when its address is dead.
    """

    id = Serial(primary_key=True)
    slug = Varchar(length=120, null=False, default=None, unique=True)
    title = Varchar(length=200, null=False, default=None)
    summary = Varchar(length=300, null=False, default="")
    description = Text(null=False, default="")
    provider = Varchar(length=200, null=False, default=None)
    kind = Varchar(length=20, null=False, default=None, choices=PackageKind)
    access = Varchar(length=20, null=False, default=None, choices=Access)
    url = Varchar(length=500, null=True, default=None)
    themes = Array(base_column=Varchar(), null=False, default=list)
    target_groups = Array(base_column=Varchar(), null=False, default=list)
    language = Varchar(length=8, null=False, default="nl")
    level = Varchar(length=20, null=False, default="")
    duration_minutes = SmallInt(null=True, default=None)
    state = Varchar(length=20, null=False, default=PackageState.AVAILABLE, choices=PackageState)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    modified_at = Timestamptz(null=False, default=TimestamptzNow())
    access_note = Varchar(length=500, null=False, default="")
    owner = ForeignKey(references=Organisation, null=True, default=None, on_delete=OnDelete.set_null)
    identifier = Varchar(length=300, null=True, default=None)
    source = ForeignKey(references=HarvestSource, null=True, default=None, on_delete=OnDelete.set_null)
    withdrawn_at = Timestamptz(null=True, default=None)
    cover = Bytea(null=True, default=None)
    cover_media_type = Varchar(length=40, null=False, default="")

    package_identifier_once = Unique([source, identifier])
    package_duration_positive = Check("duration_minutes > 0")
    package_open_has_address = Check("access <> 'open' OR url IS NOT NULL")


class Unit(Table, db=DB):
    """A part of a package that can be pointed at by itself, such as lesson 3."""

    id = Serial(primary_key=True)
    package = ForeignKey(references=Package, null=False, on_delete=OnDelete.cascade)
    position = SmallInt(null=False, default=None)
    title = Varchar(length=200, null=False, default=None)
    url = Varchar(length=500, null=True, default=None)
    duration_minutes = SmallInt(null=True, default=None)

    unit_position_once = Unique([package, position])


class ContentLink(Table, db=DB):
    """Joins a package, or a unit of it, to an activity, a session or a template.

    What hangs on a template is what its owner is writing; activities inherit what hangs on a published `revision`.
    `release_days` counts days from the session's local day; negative is before it. `lesson` is the meeting of an
    edition that it belongs to, counted from 1; None is all of them. A `hidden` link takes away what would be inherited.
    """

    id = Serial(primary_key=True)
    package = ForeignKey(references=Package, null=False, on_delete=OnDelete.cascade)
    unit = ForeignKey(references=Unit, null=True, default=None, on_delete=OnDelete.cascade)
    activity = ForeignKey(references=Activity, null=True, default=None, on_delete=OnDelete.cascade)
    session = ForeignKey(references=Session, null=True, default=None, on_delete=OnDelete.cascade)
    template = ForeignKey(references=Template, null=True, default=None, on_delete=OnDelete.cascade)
    revision = ForeignKey(references=TemplateRevision, null=True, default=None, on_delete=OnDelete.cascade)
    phase = Varchar(length=10, null=False, default=None, choices=Phase)
    release_days = SmallInt(null=False, default=0)
    required = Boolean(null=False, default=False)
    position = SmallInt(null=False, default=0)
    note = Varchar(length=300, null=False, default="")
    lesson = SmallInt(null=True, default=None)
    hidden = Boolean(null=False, default=False)

    content_link_of_one = Check("num_nonnulls(activity, session, template, revision) = 1")
    content_link_linked_once = Unique(
        [package, unit, activity, session, template, revision, phase, lesson], nulls_distinct=False
    )
    content_link_lesson = Check("lesson IS NULL OR (lesson > 0 AND session IS NULL)")


class SuggestionAnswer(Table, db=DB):
    """A planner does not want to see a suggestion again."""

    id = Serial(primary_key=True)
    activity = ForeignKey(references=Activity, null=False, on_delete=OnDelete.cascade)
    package = ForeignKey(references=Package, null=False, on_delete=OnDelete.cascade)
    account = Integer(null=True, default=None)
    at = Timestamptz(null=False, default=TimestamptzNow())

    suggestion_answer_once = Unique([activity, package])
