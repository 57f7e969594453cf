"""Seeds what libraries of the demo world nominate, what the committee decided, and how packages were used."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from content_links.procuring.nominating import nominate, nominate_new
from content_links.procuring.schemas import LicenceWanted, NominationDetails, StepDetails
from content_links.procuring.stepping import take_step
from content_links.schemas import PackageDetails
from content_links.vocabulary import Access, PackageKind, PackageState
from database.transaction import execute, fetch_value
from events.vocabulary import Theme

_COMMITTEE: Final = "landelijk-huis"
_ACCOUNT: Final = "SELECT id FROM account WHERE email = 'national@demo.example'"
_DATE_STEPS: Final = """
UPDATE procurement_step SET at = at - make_interval(days => $3) FROM package
WHERE package.id = procurement_step.package AND package.slug = $1 AND procurement_step.state = $2
"""
_DATE_NOMINATIONS: Final = """
UPDATE nomination SET at = nomination.at - make_interval(days => $2::int - 5 * (nomination.id % 4)) FROM package
WHERE package.id = nomination.package AND package.slug = $1
"""
# Every week of the past year, less where fewer people live, and hardly anywhere in summer.
_USE: Final = """
INSERT INTO package_use (package, organisation, day, opened, completed)
SELECT package.id, organisation.id, ($3::date - week * 7)::date, counted.opened, counted.opened / 4
FROM package, organisation, generate_series(1, 52) AS week
    CROSS JOIN LATERAL (SELECT greatest(0, $4::int + (week * 7 + $4::int) % 5 - 2
        - CASE WHEN extract(month FROM $3::date - week * 7) IN (7, 8) THEN $4::int ELSE 0 END) AS opened) AS counted
WHERE package.slug = $1 AND organisation.slug = $2 AND counted.opened > 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Something that libraries nominate, each with its reason, so many days ago."""

    package: PackageDetails
    nominated: int
    reasons: Sequence[tuple[str, str]]
    approved: int | None = None
    procured: int | None = None
    steps: Sequence[StepDetails] = field(default_factory=tuple)


_NOMINATED: Final = (
    _Wanted(
        package=PackageDetails(
            slug="meten-en-wegen-in-de-keuken",
            title="Meten en wegen in de keuken",
            summary="Rekenen met recepten, van kopje tot kilo.",
            provider="Oefenplein",
            kind=PackageKind.COURSE,
            access=Access.LIBRARY_ACCOUNT,
            url="https://oefenplein.example/meten-en-wegen",
            themes=(Theme.REKENEN,),
            duration_minutes=120,
        ),
        nominated=40,
        reasons=(
            ("merenstad", "In onze kookgroep lopen mensen vast op grammen en liters. Dit kunnen ze thuis oefenen."),
            ("vechtermond", "Wij willen dit naast het rekencafé zetten."),
            ("meer-en-vecht", "Drie bibliotheken in de provincie vroegen hier dit najaar om."),
        ),
    ),
    _Wanted(
        package=PackageDetails(
            slug="nieuws-om-mee-te-praten",
            title="Nieuws om mee te praten",
            summary="Elke week vijf minuten nieuws in gewone taal.",
            provider="Werkplaats Klare Taal",
            kind=PackageKind.PODCAST,
            access=Access.LIBRARY_ACCOUNT,
            url="https://klaretaal.example/nieuws-om-mee-te-praten",
            themes=(Theme.TAAL, Theme.PERSOONLIJKE_ONTWIKKELING),
        ),
        nominated=25,
        reasons=(
            ("heidewoude", "Onze taaltafels beginnen met het nieuws. Nu zoekt elke begeleider zelf iets."),
            ("maaswoude", "Wij doen graag mee. Bij ons komen elke week vijftien mensen."),
        ),
    ),
)
_APPROVED: Final = _Wanted(
    package=PackageDetails(
        slug="engels-op-de-werkvloer",
        title="Engels op de werkvloer",
        summary="Korte gesprekken oefenen, van magazijn tot receptie.",
        provider="Taalhaven",
        kind=PackageKind.COURSE,
        access=Access.LIBRARY_ACCOUNT,
        url="https://taalhaven.example/engels-op-de-werkvloer",
        themes=(Theme.WERK, Theme.TAAL),
        duration_minutes=600,
        level="A1",
    ),
    nominated=130,
    reasons=(
        ("maaswoude", "Twee bedrijven in de haven vragen ons om een les op het werk."),
        ("merenstad", "Past bij Meedoen op het werk."),
        ("vechtermond", "Wij krijgen deze vraag elke maand aan de balie."),
    ),
    approved=20,
    steps=(StepDetails(state=PackageState.APPROVED, reason="Breed gedragen. We vragen drie aanbieders om een prijs."),),
)
_PROCURED: Final = PackageDetails(
    slug="typen-met-tien-vingers",
    title="Typen met tien vingers",
    summary="Elke dag een kwartier, met een stem die meetelt.",
    provider="Oefenplein",
    kind=PackageKind.EXERCISES,
    access=Access.STAFF_ACCOUNT,
    url="https://oefenplein.example/typen-met-tien-vingers",
    themes=(Theme.DIGITAAL, Theme.WERK),
    duration_minutes=900,
)
# So many people opened it, each with an address that nobody knows.
_LEARN: Final = """
WITH people AS (
    INSERT INTO learner (id, created_at) SELECT gen_random_uuid(), now() FROM generate_series(1, $3::int) RETURNING id
)
INSERT INTO progress (learner, package, organisation, opened_at, source)
SELECT people.id, package.id, organisation.id, now() - interval '30 days', 'link'
FROM people, package, organisation WHERE package.slug = $1 AND organisation.slug = $2
"""
_RENEWED: Final = "elke-dag-een-gesprekje"
_PER_WEEK: Final[Sequence[tuple[str, str, int]]] = (
    (_RENEWED, "merenstad", 19),
    (_RENEWED, "vechtermond", 8),
    (_RENEWED, "heidewoude", 11),
    (_RENEWED, "maaswoude", 6),
    ("muis-toets-en-klik", "merenstad", 14),
    ("muis-toets-en-klik", "heidewoude", 4),
    ("veilig-op-je-telefoon", "merenstad", 9),
    ("veilig-op-je-telefoon", "vechtermond", 7),
)


async def seed_procurement(today: date) -> None:
    """After accounts and packages, and before activities: nothing shows the packages yet."""
    national: int = await fetch_value(_ACCOUNT)
    for wanted in (*_NOMINATED, _APPROVED, _procured(today)):
        await _seed(wanted, national)
    await _renew(national, today)
    for package, organisation, opened in _PER_WEEK:
        await execute(_USE, package, organisation, today, opened)
        await execute(_LEARN, package, organisation, opened * 2)


def _procured(today: date) -> _Wanted:
    first = today + timedelta(days=24)
    terms = StepDetails(
        state=PackageState.PROCURED,
        reason="Een jaar op proef.",
        cost_cents=640_000,
        starts_on=first,
        ends_on=first + timedelta(days=364),
        licences=(LicenceWanted(organisation="merenstad", seats=60), LicenceWanted(organisation="rijn-en-maas")),
    )
    return _Wanted(
        package=_PROCURED,
        nominated=190,
        reasons=(
            ("heidewoude", "Wie werk zoekt, moet kunnen typen."),
            ("merenstad", "Onze computerlessen houden op bij klikken."),
        ),
        approved=90,
        procured=12,
        steps=(StepDetails(state=PackageState.APPROVED), terms),
    )


async def _seed(wanted: _Wanted, national: int) -> None:
    (first, why), *others = wanted.reasons
    slug = wanted.package.slug
    await nominate_new(package=wanted.package, organisation=first, reason=why, account=None)
    for organisation, reason in others:
        await nominate(details=NominationDetails(package=slug, organisation=organisation, reason=reason), account=None)
    for step in wanted.steps:
        await _decide(slug, step, national)
    for state, days in (
        (PackageState.NOMINATED, wanted.nominated),
        (PackageState.APPROVED, wanted.approved),
        (PackageState.PROCURED, wanted.procured),
    ):
        await execute(_DATE_STEPS, slug, state, days or 0)
    await execute(_DATE_NOMINATIONS, slug, wanted.nominated)


async def _renew(national: int, today: date) -> None:
    """What is used most, of which the licence ends this winter."""
    terms = StepDetails(
        state=PackageState.AVAILABLE,
        reason="Voor alle bibliotheken samen.",
        cost_cents=1_850_000,
        starts_on=today - timedelta(days=269),
        ends_on=today + timedelta(days=95),
        licences=(LicenceWanted(organisation=_COMMITTEE),),
    )
    await _decide(_RENEWED, terms, national)
    await execute(_DATE_STEPS, _RENEWED, PackageState.AVAILABLE, 280)
    for organisation, reason in (
        ("merenstad", "Bijna alle taalmaatjes gebruiken dit. Graag nog een jaar."),
        ("heidewoude", "Zonder dit kunnen we de taaltafel niet draaien."),
    ):
        details = NominationDetails(package=_RENEWED, organisation=organisation, reason=reason)
        await nominate(details=details, account=None)
    await execute(_DATE_NOMINATIONS, _RENEWED, 30)


async def _decide(slug: str, step: StepDetails, national: int) -> None:
    await take_step(package=slug, step=step, account=national, organisation=None)
