from uuid import uuid4

import pytest

from content_links.errors import AlreadyLinked, UnknownLink, UnknownLinkTarget, UnknownPackage, UnknownUnit
from content_links.linked import (
    LinkedPackage,
    activities_of_package,
    packages_of_activities,
    packages_of_session,
    packages_of_sessions,
)
from content_links.linking import unlink_package
from content_links.packaging import add_unit
from content_links.schemas import UnitDetails
from content_links.vocabulary import PackageState, Phase
from tests.content_links.examples import (
    link,
    make_activity,
    make_location,
    make_package,
    make_session,
    make_template,
    publish,
)

pytestmark = pytest.mark.usefixtures("database")


def path(packages: list[LinkedPackage]) -> list[tuple[Phase, str]]:
    return [(package.phase, package.slug) for package in packages]


async def test_activity_shows_its_packages_in_the_order_of_the_path() -> None:
    activity = await make_activity(await make_location())
    for slug in ("after", "before", "second", "first"):
        await make_package(slug)
    await link("after", Phase.FOLLOW_UP, activity="cursus", release_days=1)
    await link("second", Phase.DURING, activity="cursus", position=2)
    await link("first", Phase.DURING, activity="cursus", position=1, required=True, note="Bring headphones")
    await link("before", Phase.PREPARE, activity="cursus", release_days=-7)

    packages = (await packages_of_activities([activity]))[activity]

    assert path(packages) == [
        (Phase.PREPARE, "before"),
        (Phase.DURING, "first"),
        (Phase.DURING, "second"),
        (Phase.FOLLOW_UP, "after"),
    ]
    assert (packages[0].release_days, packages[1].required, packages[1].note) == (-7, True, "Bring headphones")


async def test_activity_inherits_from_its_template_and_its_own_link_wins() -> None:
    location = await make_location()
    template = await make_template(location)
    await make_package("own")
    await make_package("shared")
    await link("own", Phase.DURING, template="bouwsteen", note="from the template")
    await link("shared", Phase.DURING, template="bouwsteen", position=1)
    adopted = await make_activity(location, "adopted", inherits_from=await publish(template))
    other = await make_activity(location, "other")
    await link("own", Phase.DURING, activity="adopted", note="our own")

    packages = await packages_of_activities([adopted, other])

    assert [(each.slug, each.note, each.linked_from) for each in packages[adopted]] == [
        ("own", "our own", "activity"),
        ("shared", "", "template"),
    ]
    assert packages[other] == []


async def test_activity_stays_with_the_version_it_inherits_from() -> None:
    location = await make_location()
    template = await make_template(location)
    await make_package("first")
    await make_package("second")
    taken_back = await link("first", Phase.DURING, template="bouwsteen")
    adopted = await make_activity(location, inherits_from=await publish(template))
    await unlink_package(link_id=taken_back)
    await link("second", Phase.DURING, template="bouwsteen")
    await publish(template, version=2)

    assert path((await packages_of_activities([adopted]))[adopted]) == [(Phase.DURING, "first")]


async def test_session_shows_its_own_packages_and_those_of_its_activity_and_template() -> None:
    location = await make_location()
    template = await make_template(location)
    for slug in ("a", "b", "c"):
        await make_package(slug)
    await link("a", Phase.DURING, template="bouwsteen")
    activity = await make_activity(location, inherits_from=await publish(template))
    session = await make_session(location, activity)
    await link("b", Phase.DURING, activity="cursus")
    await link("c", Phase.DURING, session=session)
    await link("a", Phase.DURING, session=session, note="today")

    packages = await packages_of_session(session)

    assert [(each.slug, each.linked_from, each.note) for each in packages] == [
        ("a", "session", "today"),
        ("b", "activity", ""),
        ("c", "session", ""),
    ]
    assert await packages_of_sessions([session]) == {session: packages}


async def test_part_of_a_package_has_its_own_title_and_address() -> None:
    activity = await make_activity(await make_location())
    await make_package()
    unit = {"position": 3, "title": "Les 3", "url": "https://oefenen.example/3"}
    await add_unit(package_slug="klik-en-tik", details=UnitDetails(**unit))
    await link(activity="cursus", unit=3)
    await link(activity="cursus")

    whole, part = (await packages_of_activities([activity]))[activity]

    assert (whole.unit_title, whole.url) == (None, "https://oefenen.example/klik")
    assert (part.unit_title, part.unit_position, part.url) == ("Les 3", 3, "https://oefenen.example/3")


async def test_package_that_is_not_available_is_only_shown_when_asked_for() -> None:
    activity = await make_activity(await make_location())
    await make_package(state="nominated")
    await link(activity="cursus")

    assert (await packages_of_activities([activity]))[activity] == []
    shown = await packages_of_activities([activity], states=(PackageState.NOMINATED,))
    assert path(shown[activity]) == [(Phase.PREPARE, "klik-en-tik")]


async def test_package_shows_its_published_activities() -> None:
    location = await make_location()
    direct = await make_activity(location, "direct")
    template = await make_template(location)
    by_session = await make_activity(location, "by-session")
    await make_activity(location, "draft", state="draft")
    package = await make_package()
    await link(activity="direct")
    await link(activity="direct", phase=Phase.FOLLOW_UP)
    await link(template="bouwsteen", phase=Phase.DURING)
    await make_activity(location, "adopted", inherits_from=await publish(template))
    await link(session=await make_session(location, by_session), phase=Phase.DURING)
    await link(activity="draft")

    activities = await activities_of_package(package.id)

    assert [(each.slug, each.phases) for each in activities] == [
        ("adopted", (Phase.DURING,)),
        ("by-session", (Phase.DURING,)),
        ("direct", (Phase.PREPARE, Phase.FOLLOW_UP)),
    ]
    assert (activities[2].id, activities[2].organisation_slug) == (direct, "rotterdam")
    assert await activities_of_package(package.id, limit=1) == activities[:1]


async def test_same_link_twice() -> None:
    await make_activity(await make_location())
    await make_package()
    await link(activity="cursus")

    with pytest.raises(AlreadyLinked):
        await link(activity="cursus", note="again")


async def test_link_of_what_does_not_exist() -> None:
    await make_activity(await make_location())
    await make_package()

    with pytest.raises(UnknownPackage):
        await link("nowhere", activity="cursus")
    with pytest.raises(UnknownUnit):
        await link(activity="cursus", unit=3)
    for field, target in (("activity", "nowhere"), ("template", "nowhere"), ("session", uuid4())):
        with pytest.raises(UnknownLinkTarget) as caught:
            await link(**{field: target})
        assert caught.value.field == field


async def test_link_is_removed_once() -> None:
    activity = await make_activity(await make_location())
    await make_package()
    link_id = await link(activity="cursus")

    await unlink_package(link_id=link_id)

    assert (await packages_of_activities([activity]))[activity] == []
    with pytest.raises(UnknownLink):
        await unlink_package(link_id=link_id)
