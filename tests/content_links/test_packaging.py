import pytest

from content_links.errors import PackageSlugTaken, UnitPositionTaken, UnknownPackage
from content_links.packaging import add_unit, change_package
from content_links.queries import package_by_slug, units_of_package
from content_links.schemas import PackageDetails, UnitDetails
from database.transaction import fetch_value
from tests.content_links.examples import KLIK_EN_TIK, make_package

pytestmark = pytest.mark.usefixtures("database")


async def test_package_is_read_as_it_was_made() -> None:
    package = await make_package(target_groups=("beginners", "senioren"), duration_minutes=90, level="A2")

    assert await package_by_slug("klik-en-tik") == package


async def test_package_with_a_taken_slug() -> None:
    await make_package()

    with pytest.raises(PackageSlugTaken):
        await make_package()


async def test_changed_package_keeps_what_is_not_given() -> None:
    await make_package(duration_minutes=90)

    changed = await change_package(
        slug="klik-en-tik", details=PackageDetails(**(KLIK_EN_TIK | {"title": "Klik en Tik", "slug": "klik"}))
    )

    assert (changed.title, changed.duration_minutes) == ("Klik en Tik", 90)
    assert await package_by_slug("klik") == changed


async def test_package_that_does_not_differ_is_not_written() -> None:
    await make_package()
    before = await fetch_value("SELECT xmin::text || ctid::text FROM package")

    await change_package(slug="klik-en-tik", details=PackageDetails(**KLIK_EN_TIK))

    assert await fetch_value("SELECT xmin::text || ctid::text FROM package") == before


async def test_changed_package_that_is_unknown_or_takes_a_slug() -> None:
    await make_package()
    await make_package("other")

    with pytest.raises(UnknownPackage):
        await change_package(slug="nowhere", details=PackageDetails(**KLIK_EN_TIK))
    with pytest.raises(PackageSlugTaken):
        await change_package(slug="other", details=PackageDetails(**KLIK_EN_TIK))


async def test_units_of_a_package() -> None:
    package = await make_package()
    second = await add_unit(package_slug="klik-en-tik", details=UnitDetails(position=2, title="Les 2"))
    first = await add_unit(
        package_slug="klik-en-tik", details=UnitDetails(position=1, title="Les 1", url="https://oefenen.example/1")
    )

    assert await units_of_package(package.id) == [first, second]
    with pytest.raises(UnitPositionTaken):
        await add_unit(package_slug="klik-en-tik", details=UnitDetails(position=1, title="Les een"))
