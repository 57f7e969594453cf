"""Who may offer a package, from when until when, and for how many people."""

from piccolo.columns import BigSerial, Boolean, Date, ForeignKey, Integer, Serial, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from content_links.learner_tables import Learner
from content_links.tables import Package
from content_links.vocabulary import LicencePolicy
from database.engine import DB
from places.tables import Organisation


class Licence(Table, db=DB):
    """An organisation, and all below it, may offer a package from a day until another one, both included.

    `seats` None is as many as like; `seats_taken` is counted by the database and never over. `in_force` is whether
    calendars show what it allows: the database sets it with the days, and a job as days pass.
    """

    id = Serial(primary_key=True)
    package = ForeignKey(references=Package, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(references=Organisation, null=False, on_delete=OnDelete.cascade)
    starts_on = Date(null=False, default=None)
    ends_on = Date(null=True, default=None)
    seats = Integer(null=True, default=None)
    seats_taken = Integer(null=False, default=0)
    note = Varchar(length=300, null=False, default="")
    warned_at = Timestamptz(null=True, default=None)
    created_at = Timestamptz(null=False, default=TimestamptzNow())
    in_force = Boolean(null=False, default=False)

    licence_days_in_order = Check("ends_on >= starts_on")
    licence_seats = Check("seats_taken >= 0 AND seats_taken <= seats")


class LicencePolicyOf(Table, tablename="licence_policy", db=DB):
    """What an organisation does about links to packages that it has no licence for; without a row it warns."""

    organisation = ForeignKey(references=Organisation, primary_key=True, null=False, on_delete=OnDelete.cascade)
    policy = Varchar(length=10, null=False, default=LicencePolicy.WARN, choices=LicencePolicy)


class LicenceSeat(Table, db=DB):
    """A seat of a licence that somebody has."""

    id = BigSerial(primary_key=True)
    licence = ForeignKey(references=Licence, null=False, on_delete=OnDelete.cascade)
    learner = ForeignKey(references=Learner, null=False, on_delete=OnDelete.cascade)
    given_at = Timestamptz(null=False, default=TimestamptzNow())

    licence_seat_once = Unique([licence, learner])
