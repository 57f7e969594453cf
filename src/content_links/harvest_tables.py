"""What is read from elsewhere: catalogues of providers, and whether their addresses still answer."""

from piccolo.columns import ForeignKey, Serial, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Unique
from piccolo.table import Table

from content_links.vocabulary import HarvestKind
from database.engine import DB
from places.tables import Organisation


class HarvestSource(Table, db=DB):
    """A catalogue of packages elsewhere that is read again and again.

    Half a run is kept in `resumption_token`; `changed_since` is up to when the last whole run knew everything.
    """

    id = Serial(primary_key=True)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    name = Varchar(length=200, null=False, default=None)
    kind = Varchar(length=20, null=False, default=None, choices=HarvestKind)
    url = Varchar(length=500, null=False, default=None)
    metadata_prefix = Varchar(length=40, null=False, default="")
    set_spec = Varchar(length=200, null=False, default="")
    resumption_token = Text(null=True, default=None)
    changed_since = Timestamptz(null=True, default=None)
    run_started_at = Timestamptz(null=True, default=None)
    next_run_at = Timestamptz(null=False, default=TimestamptzNow())
    failures = SmallInt(null=False, default=0)
    last_error = Varchar(length=500, null=False, default="")

    harvest_source_once = Unique([organisation, url, set_spec])


class LinkCheck(Table, db=DB):
    """Whether an address of a package or unit still answers; `status` is the HTTP status, None when nothing did."""

    id = Serial(primary_key=True)
    url = Varchar(length=500, null=False, default=None, unique=True)
    status = SmallInt(null=True, default=None)
    reason = Varchar(length=200, null=False, default="")
    failures = SmallInt(null=False, default=0)
    checked_at = Timestamptz(null=True, default=None)
    next_at = Timestamptz(null=False, default=TimestamptzNow())
    told_at = Timestamptz(null=True, default=None)
