import pytest

from content_links.errors import UnknownPackage
from content_links.queries import (
    PackageFacets,
    PackageFilters,
    list_packages,
    package_by_slug,
    package_facets,
)
from content_links.vocabulary import Access, PackageKind, PackageState
from events.vocabulary import TargetGroup, Theme
from refusals import UnknownCursor
from tests.content_links.examples import make_package

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
