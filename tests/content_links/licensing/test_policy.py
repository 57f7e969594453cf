from datetime import date

import pytest

from content_links.licensing.errors import NeverLicensed, NotLicensed
from content_links.licensing.policy import policy_of, set_policy
from content_links.linking import change_link, licence_warning
from content_links.schemas import LinkChange
from content_links.vocabulary import LicencePolicy
from places.queries import LocationRow, organisation_by_slug
from tests.content_links.examples import link, make_activity, make_location, make_package, make_session, make_template
from tests.content_links.licensing.examples import DAY, TODAY, make_licence, put_below_province

pytestmark = pytest.mark.usefixtures("database")
MEETING = date(2027, 1, 4)


@pytest.fixture
async def location() -> LocationRow:
    location = await make_location()
    await make_package()
    await make_activity(location)
    return location


async def test_link_without_a_licence_is_made_and_said(location: LocationRow) -> None:
    await put_below_province()
    await make_licence(organisation="delft")

    warning = await licence_warning(await link(activity="cursus"))

    assert isinstance(warning, NotLicensed)
    assert (warning.details["organisation"], warning.details["day"]) == ("Rotterdam", TODAY.isoformat())


async def test_link_without_a_licence_is_refused_where_that_is_the_policy(location: LocationRow) -> None:
    await put_below_province()
    await make_licence(organisation="delft")
    await set_policy(organisation_id=location.organisation_id, policy=LicencePolicy.REFUSE)

    with pytest.raises(NotLicensed):
        await link(activity="cursus")

    await make_licence()
    assert await licence_warning(await link(activity="cursus")) is None


async def test_policy_is_that_of_the_nearest_organisation(location: LocationRow) -> None:
    await put_below_province()
    province = await organisation_by_slug("provincie")
    own = location.organisation_id
    found = [await policy_of(own)]
    await set_policy(organisation_id=province.id, policy=LicencePolicy.REFUSE)
    found.append(await policy_of(own))
    await set_policy(organisation_id=own, policy=LicencePolicy.WARN)
    found.append(await policy_of(own))

    assert found == [LicencePolicy.WARN, LicencePolicy.REFUSE, LicencePolicy.WARN]


async def test_licence_must_last_until_the_last_meeting(location: LocationRow) -> None:
    activity = await make_activity(location, "lang")
    await make_session(location, activity)
    await make_licence(ends_on=MEETING - DAY)

    warning = await licence_warning(await link(activity="lang"))

    assert isinstance(warning, NotLicensed)
    assert warning.details["day"] == MEETING.isoformat()


async def test_licence_of_one_meeting_only_needs_its_day(location: LocationRow) -> None:
    activity = await make_activity(location, "lang")
    session = await make_session(location, activity)
    await make_licence(starts_on=MEETING, ends_on=MEETING)
    await set_policy(organisation_id=location.organisation_id, policy=LicencePolicy.REFUSE)

    assert await licence_warning(await link(session=session)) is None


async def test_package_that_nobody_wrote_a_licence_down_for(location: LocationRow) -> None:
    await make_package("e-books", access="library_account")
    free, bound = [await licence_warning(await link(slug, activity="cursus")) for slug in ("klik-en-tik", "e-books")]

    assert free is None
    assert isinstance(bound, NeverLicensed)


async def test_building_block_is_only_warned_about(location: LocationRow) -> None:
    await put_below_province()
    await make_template(location)
    await make_licence(organisation="delft")
    await set_policy(organisation_id=location.organisation_id, policy=LicencePolicy.REFUSE)

    assert isinstance(await licence_warning(await link(template="bouwsteen")), NotLicensed)


async def test_taking_away_needs_no_licence_and_showing_again_does(location: LocationRow) -> None:
    await put_below_province()
    await make_licence(organisation="delft")
    await set_policy(organisation_id=location.organisation_id, policy=LicencePolicy.REFUSE)
    hidden = await link(activity="cursus", hidden=True)

    assert await licence_warning(hidden) is None
    with pytest.raises(NotLicensed):
        await change_link(link_id=hidden, change=LinkChange(hidden=False))
