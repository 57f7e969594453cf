"""What learners did online."""

from piccolo.columns import UUID, BigSerial, Date, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Unique
from piccolo.table import Table

from content_links.tables import Package, Unit
from content_links.vocabulary import ProgressSource
from database.engine import DB
from events.tables import Registration
from places.tables import Organisation


class Learner(Table, db=DB):
    """Somebody who does things online: a pseudonym, with an address when they have registrations."""

    id = UUID(primary_key=True, default=UUID4())
    email = Varchar(length=254, null=True, default=None, unique=True)
    created_at = Timestamptz(null=False, default=TimestamptzNow())


class Progress(Table, db=DB):
    """What a learner did with a package or a unit of it. `source` is who said that it is completed."""

    id = BigSerial(primary_key=True)
    learner = ForeignKey(references=Learner, null=False, on_delete=OnDelete.cascade)
    package = ForeignKey(references=Package, null=False, on_delete=OnDelete.cascade)
    unit = ForeignKey(references=Unit, null=True, default=None, on_delete=OnDelete.cascade)
    registration = ForeignKey(references=Registration, null=True, default=None, on_delete=OnDelete.set_null)
    organisation = ForeignKey(references=Organisation, null=True, default=None, on_delete=OnDelete.set_null)
    opened_at = Timestamptz(null=True, default=None)
    completed_at = Timestamptz(null=True, default=None)
    source = Varchar(length=10, null=False, default=ProgressSource.LINK, choices=ProgressSource)

    progress_once = Unique([learner, package, unit], nulls_distinct=False)


class PackageUse(Table, db=DB):
    """How often a package was opened and completed from an organisation's activities on a day: nobody's name."""

    id = BigSerial(primary_key=True)
    package = ForeignKey(references=Package, null=False, on_delete=OnDelete.cascade)
    organisation = ForeignKey(references=Organisation, null=True, default=None, on_delete=OnDelete.set_null)
    day = Date(null=False, default=None)
    opened = Integer(null=False, default=0)
    completed = Integer(null=False, default=0)

    package_use_once = Unique([package, organisation, day], nulls_distinct=False)
