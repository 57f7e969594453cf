from piccolo.columns import Array, Boolean, ForeignKey, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from content_links.vocabulary import Access, PackageKind, PackageState, Phase
from database.engine import DB
from events.tables import Activity, Session, Template, TemplateRevision


class Package(Table, db=DB):
    """An online course, e-book set, video, podcast, article or exercise programme."""

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

    package_duration_positive = Check("duration_minutes > 0")
    package_open_has_address = Check("access <> 'open' OR url IS NOT NULL")


class Unit(Table, db=DB):
    """A part of a package that can be pointed at by itself, such as lesson 3."""

    id = Serial(primary_key=True)
    package = ForeignKey(references=Package, null=False, on_delete=OnDelete.cascade)
    position = SmallInt(null=False, default=None)
    title = Varchar(length=200, null=False, default=None)
    url = Varchar(length=500, null=True, default=None)

    unit_position_once = Unique([package, position])


class ContentLink(Table, db=DB):
    """Joins a package, or a unit of it, to an activity, a session or a template.

    What hangs on a template is what its owner is writing; activities inherit what hangs on a published `revision`.
    `release_days` counts days from the session's local day; negative is before it.
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

    content_link_of_one = Check("num_nonnulls(activity, session, template, revision) = 1")
    content_link_there_once = Unique(
        [package, unit, activity, session, template, revision, phase], nulls_distinct=False
    )
