"""A tree of organisations with people, and packages that they nominate, for the tests of procuring."""

from datetime import date, timedelta
from typing import Any

from content_links.licensing.days import local_today
from content_links.procuring.nominating import nominate, nominate_new
from content_links.procuring.schemas import LicenceWanted, NominationDetails, StepDetails
from content_links.procuring.stepping import take_step
from content_links.queries import package_by_slug
from content_links.schemas import PackageDetails
from content_links.vocabulary import PackageState
from identity.accounts import create_account
from places.organising import create_organisation
from places.schemas import OrganisationDetails
from places.vocabulary import OrganisationKind
from tests.content_links.examples import KLIK_EN_TIK

SLUG = "klik-en-tik"
TODAY = local_today()
DAY = timedelta(days=1)
EVERYBODY = (LicenceWanted(organisation="huis"),)
TERMS: dict[str, Any] = {"cost_cents": 90_000, "starts_on": TODAY, "licences": EVERYBODY}


async def make_tree() -> int:
    """`huis`, its province `noord`, the libraries `bieb` and `boek` below it, and Noor; returns her id."""
    for slug, kind, parent in (
        ("huis", OrganisationKind.NATIONAL, None),
        ("noord", OrganisationKind.PROVINCIAL, "huis"),
        ("bieb", OrganisationKind.LIBRARY, "noord"),
        ("boek", OrganisationKind.LIBRARY, "noord"),
    ):
        await create_organisation(details=OrganisationDetails(slug=slug, name=slug.title(), kind=kind, parent=parent))
    return (await create_account(email="noor@huis.example", name="Noor", password=None)).id


async def make_nominated(organisation: str = "bieb", **others: Any) -> None:
    details = PackageDetails(**(KLIK_EN_TIK | others))
    await nominate_new(package=details, organisation=organisation, reason="Veel vraag naar", account=None)


async def back(organisation: str, package: str = SLUG, reason: str = "Wij ook") -> int:
    details = NominationDetails(package=package, organisation=organisation, reason=reason)
    return await nominate(details=details, account=None)


async def step(account: int, state: PackageState, package: str = SLUG, **others: Any) -> int:
    return await take_step(package=package, step=StepDetails(state=state, **others), account=account, organisation=None)


async def make_procured(account: int, *, starts_on: date = TODAY, ends_on: date | None = None, **others: Any) -> None:
    await make_nominated(**others)
    await step(account, PackageState.APPROVED)
    await step(account, PackageState.PROCURED, **TERMS | {"starts_on": starts_on, "ends_on": ends_on})


async def state() -> PackageState:
    return (await package_by_slug(SLUG)).state
