"""Libraries nominate packages with a reason, and back each other's nominations."""

from contextlib import AbstractAsyncContextManager
from typing import Final
from uuid import UUID

from content_links.packaging import create_package
from content_links.procuring.errors import AdviceTaken, AlreadyNominated, NotANominator, UnknownNomination
from content_links.procuring.locking import LockedPackage, lock_package, write_step
from content_links.procuring.schemas import NominationDetails
from content_links.queries import PackageRow
from content_links.schemas import PackageDetails
from content_links.vocabulary import PackageState
from database.transaction import fetch_value, transaction
from history.operations import operation
from places.queries import OrganisationRow, organisation_by_slug
from places.vocabulary import OrganisationKind

NOMINATORS: Final = frozenset({OrganisationKind.LIBRARY, OrganisationKind.PROVINCIAL})
_DECIDED: Final = frozenset({PackageState.APPROVED, PackageState.PROCURED})
# A nomination of a round that has ended is nominated anew; one of this round is there already.
_NOMINATE: Final = """
INSERT INTO nomination (package, organisation, account, reason, at) VALUES ($1, $2, $3, $4, clock_timestamp())
ON CONFLICT ON CONSTRAINT nomination_once DO UPDATE SET account = $3, reason = $4, at = clock_timestamp()
WHERE nomination.at <= round_began($1)
RETURNING id
"""
_WITHDRAW: Final = """
DELETE FROM nomination WHERE package = $1 AND organisation = $2 AND at > round_began($1) RETURNING id
"""


async def nominate(*, details: NominationDetails, account: int | None) -> int:
    """Nominates a package of the catalogue, or backs those who did; returns the id of the nomination.

    What had ended is nominated from then on; any other state stays as it is.

    :param account: id of who does it.
    :raises UnknownPackage, UnknownOrganisation: one of them does not exist.
    :raises NotANominator: the organisation decides or is a partner.
    :raises AlreadyNominated: it has done so, since the package last ended.
    """
    nominator = await _nominator(details.organisation)
    async with transaction():
        package = await lock_package(details.package)
        async with _operation("procurement.nominate", package, nominator, account):
            if package.state is PackageState.ENDED:
                await write_step(package, PackageState.NOMINATED, account=account)
            return await _write(package, nominator, details.reason, account)


async def nominate_new(*, package: PackageDetails, organisation: str, reason: str, account: int | None) -> PackageRow:
    """Nominates what the catalogue does not have yet; nobody is offered it until it is available.

    :param organisation: slug of who nominates.
    :raises PackageSlugTaken, UnknownOrganisation, NotANominator: see `create_package` and `nominate`.
    """
    nominator = await _nominator(organisation)
    async with transaction():
        made = await create_package(details=package.model_copy(update={"state": PackageState.NOMINATED}))
        locked = LockedPackage(id=made.id, slug=made.slug, title=made.title, state=None)
        async with _operation("procurement.nominate", locked, nominator, account):
            await write_step(locked, PackageState.NOMINATED, account=account)
            await _write(locked, nominator, reason, account)
        return made


async def withdraw_nomination(*, package: str, organisation: str, account: int | None) -> None:
    """Takes back a nomination, while the committee has not decided; what is nominated stays so.

    :param package, organisation: slugs.
    :raises UnknownPackage, UnknownOrganisation, UnknownNomination: there is none.
    :raises AdviceTaken: the committee approved or procured it.
    """
    nominator = await organisation_by_slug(organisation)
    async with transaction():
        locked = await lock_package(package)
        if locked.state in _DECIDED:
            raise AdviceTaken
        async with _operation("procurement.withdraw", locked, nominator, account):
            if await fetch_value(_WITHDRAW, locked.id, nominator.id) is None:
                raise UnknownNomination


def _operation(
    action: str, package: LockedPackage, nominator: OrganisationRow, account: int | None
) -> AbstractAsyncContextManager[UUID]:
    return operation(action, account=account, organisation=nominator.id, title=package.title, package=package.slug)


async def _nominator(slug: str) -> OrganisationRow:
    organisation = await organisation_by_slug(slug)
    if organisation.kind not in NOMINATORS:
        raise NotANominator(field="organisation")
    return organisation


async def _write(package: LockedPackage, organisation: OrganisationRow, reason: str, account: int | None) -> int:
    nomination: int | None = await fetch_value(_NOMINATE, package.id, organisation.id, account, reason)
    if nomination is None:
        raise AlreadyNominated(organisation=organisation.name, field="organisation")
    return nomination
