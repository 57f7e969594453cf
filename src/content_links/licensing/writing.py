"""Makes, changes and ends licences."""

from datetime import date, timedelta

from content_links.errors import UnknownPackage
from content_links.licensing.errors import FewerSeatsThanTaken, LicenceEndsBeforeStart, UnknownLicence
from content_links.licensing.reading import LicenceRow, licence_by_id
from content_links.licensing.schemas import LicenceDetails, LicenceTerms
from content_links.queries import package_by_slug
from database.transaction import execute, fetch_value, transaction
from database.violations import violations
from places.queries import organisation_by_slug

_INSERT = """
INSERT INTO licence (package, organisation, starts_on, ends_on, seats, note) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id
"""
# Another end is another warning.
_UPDATE = """
UPDATE licence SET starts_on = $2, ends_on = $3, seats = $4, note = $5,
    warned_at = CASE WHEN ends_on IS NOT DISTINCT FROM $3 THEN warned_at END
WHERE id = $1
"""


async def create_licence(*, details: LicenceDetails) -> LicenceRow:
    """From its first day on the organisation and those below it offer the package.

    With its first licence a package is bound to licences: who has none does not offer it any more.

    :raises UnknownPackage, UnknownOrganisation: one of them does not exist.
    """
    async with transaction():
        package = await package_by_slug(details.package)
        organisation = await organisation_by_slug(details.organisation)
        gone = UnknownPackage(slug=details.package, field="package")
        with violations({"licence_package_fkey": gone}):
            made = await fetch_value(
                _INSERT, package.id, organisation.id, details.starts_on, details.ends_on, details.seats, details.note
            )
        return await licence_by_id(made)


async def change_licence(*, licence: int, terms: LicenceTerms) -> LicenceRow:
    """Gives a licence other terms, for instance because it is renewed; the seats that people have stay theirs.

    :raises UnknownLicence: there is none.
    :raises FewerSeatsThanTaken: more people have a seat.
    """
    async with transaction():
        with violations({"licence_seats": FewerSeatsThanTaken(field="seats")}):
            done = await execute(_UPDATE, licence, terms.starts_on, terms.ends_on, terms.seats, terms.note)
        if done != "UPDATE 1":
            raise UnknownLicence
        return await licence_by_id(licence)


async def end_licence(*, licence: int, on: date) -> LicenceRow:
    """Ends it such that it is offered no more on that day.

    :raises UnknownLicence: there is none.
    :raises LicenceEndsBeforeStart: it would end before its first day.
    """
    async with transaction():
        current = await licence_by_id(licence)
        last = on - timedelta(days=1)
        if last < current.starts_on:
            raise LicenceEndsBeforeStart(field="ends_on")
        await execute("UPDATE licence SET ends_on = $2 WHERE id = $1", licence, last)
        return await licence_by_id(licence)
