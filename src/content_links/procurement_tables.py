"""How a package comes to be procured."""

from piccolo.columns import BigSerial, Date, ForeignKey, Integer, Serial, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from content_links.tables import Package
from content_links.vocabulary import PackageState
from database.engine import DB
from places.tables import Organisation


class Nomination(Table, db=DB):
    """A library says why a package should be procured, or backs another's nomination: one for each of them."""

    id = Serial(primary_key=True)
    package = ForeignKey(references=Package, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    account = Integer(null=True, default=None)
    reason = Varchar(length=1000, null=False, default="")
    at = Timestamptz(null=False, default=TimestamptzNow())

    nomination_once = Unique([package, organisation])


class ProcurementStep(Table, db=DB):
    """A step of a package through the procurement states: who, when, why, and what it costs for which term."""

    id = BigSerial(primary_key=True)
    package = ForeignKey(references=Package, null=False, on_delete=OnDelete.cascade)
    former_state = Varchar(length=20, null=True, default=None, choices=PackageState)
    state = Varchar(length=20, null=False, default=None, choices=PackageState)
    account = Integer(null=True, default=None)
    reason = Varchar(length=1000, null=False, default="")
    cost_cents = Integer(null=True, default=None)
    starts_on = Date(null=True, default=None)
    ends_on = Date(null=True, default=None)
    at = Timestamptz(null=False, default=TimestamptzNow())

    procurement_step_cost = Check("cost_cents >= 0")
    procurement_step_term = Check("ends_on >= starts_on")
