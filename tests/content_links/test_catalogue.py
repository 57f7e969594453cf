import pytest

from content_links.catalogue import PackageFacets, PackageFilters, list_packages, package_facets
from content_links.errors import UnknownPackage
from content_links.queries import package_by_slug
from content_links.vocabulary import Access, CatalogueOrder, Duration, PackageKind, PackageState
from events.vocabulary import TargetGroup, Theme
from refusals import UnknownCursor
from tests.content_links.examples import make_location, make_package
from tests.content_links.licensing.examples import DAY, TODAY, make_licence, put_below_province

pytestmark = pytest.mark.usefixtures("database")


async def make_catalogue() -> None:
    await make_package("klik", title="Klik & Tik", themes=("digitaal",), target_groups=("beginners", "senioren"))
    await make_package("cafe", title="Café op taal", kind="podcast", themes=("taal", "digitaal"), language="en")
    await make_package("geld", title="Geld 100% op orde", kind="article", access="in_branch", themes=("geld",))
    await make_package("later", title="Later", state="nominated", themes=("taal",))


async def found(**filters: object) -> list[str]:
    return [package.slug for package in (await list_packages(PackageFilters(**filters))).items]  # type: ignore[arg-type]


async def test_catalogue_is_in_order_of_title_and_has_what_is_available() -> None:
    await make_catalogue()

    assert await found() == ["cafe", "geld", "klik"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "cafe"}, ["cafe"]),
        ({"q": "TIK klik"}, ["klik"]),
        ({"q": "klik geld"}, []),
        ({"q": "100%"}, ["geld"]),
        ({"q": "1_0"}, []),
        ({"q": "\\"}, []),
        ({"themes": (Theme.TAAL, Theme.GELD)}, ["cafe", "geld"]),
        ({"target_groups": (TargetGroup.SENIOREN,)}, ["klik"]),
        ({"kinds": (PackageKind.PODCAST, PackageKind.ARTICLE)}, ["cafe", "geld"]),
        ({"access": (Access.OPEN,), "themes": (Theme.DIGITAAL,)}, ["cafe", "klik"]),
        ({"languages": ("en",)}, ["cafe"]),
        ({"states": (PackageState.NOMINATED,)}, ["later"]),
        ({"states": ()}, ["cafe", "geld", "klik", "later"]),
    ],
)
async def test_catalogue_filtered(filters: dict[str, object], expected: list[str]) -> None:
    await make_catalogue()

    assert await found(**filters) == expected


async def test_catalogue_page_by_page() -> None:
    await make_catalogue()

    first = await list_packages(PackageFilters(), limit=2)
    second = await list_packages(PackageFilters(), limit=2, cursor=first.next)

    assert [package.slug for package in first.items + second.items] == ["cafe", "geld", "klik"]
    assert second.next is None


async def test_catalogue_from_an_unknown_place() -> None:
    with pytest.raises(UnknownCursor):
        await list_packages(PackageFilters(), cursor="nowhere")
    with pytest.raises(UnknownPackage):
        await package_by_slug("nowhere")


async def test_facets_count_with_the_filters_of_the_others() -> None:
    await make_catalogue()

    facets = await package_facets(PackageFilters(themes=(Theme.DIGITAAL,)))

    assert facets == PackageFacets(
        themes={"digitaal": 2, "geld": 1, "taal": 1},
        target_groups={"beginners": 1, "senioren": 1},
        kinds={"course": 1, "podcast": 1},
        access={"open": 2},
        languages={"en": 1, "nl": 1},
    )


async def test_catalogue_by_level_and_by_how_long_it_takes() -> None:
    for slug, minutes, level in (("kort", 15, "1F"), ("uur", 60, "2F"), ("lang", 241, "2F"), ("onbekend", None, "")):
        await make_package(slug, duration_minutes=minutes, level=level)

    assert await found(durations=(Duration.QUARTER, Duration.LONGER)) == ["kort", "lang"]
    assert await found(levels=("2F",), durations=(Duration.HOUR,)) == ["uur"]
    facets = await package_facets(PackageFilters(levels=("2F",)))
    assert (facets.levels, facets.durations) == ({"2F": 2, "1F": 1}, {"hour": 1, "longer": 1})


async def test_catalogue_in_another_order_page_by_page() -> None:
    for slug, minutes in (("a", 90), ("b", None), ("c", 10), ("d", 90)):
        await make_package(slug, title=slug, duration_minutes=minutes)

    async def in_order(order: CatalogueOrder) -> list[str]:
        filters, cursor, slugs = PackageFilters(order=order), None, []
        while True:
            page = await list_packages(filters, limit=1, cursor=cursor)
            slugs += [package.slug for package in page.items]
            cursor = page.next
            if cursor is None:
                return slugs

    assert await in_order(CatalogueOrder.SHORTEST) == ["c", "a", "d", "b"]
    assert await in_order(CatalogueOrder.NEWEST) == ["d", "c", "b", "a"]


async def test_catalogue_leaves_out_what_nobody_or_not_this_library_may_offer() -> None:
    location = await make_location()
    await put_below_province()
    for slug in ("vrij", "hier", "elders", "voorbij"):
        await make_package(slug, title=slug)
    await make_licence("hier", "provincie")
    await make_licence("elders", "delft")
    await make_licence("voorbij", ends_on=TODAY - DAY)

    assert await found(offered_on=TODAY) == ["elders", "hier", "vrij"]
    assert await found(offered_on=TODAY, organisations=(location.organisation_id,)) == ["hier", "vrij"]
    assert await found(offered_on=TODAY - DAY) == ["elders", "hier", "voorbij", "vrij"]
