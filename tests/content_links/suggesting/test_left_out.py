"""What is never suggested, from either end, though it fits."""

import pytest

from content_links.licensing.policy import set_policy
from content_links.packaging import change_package
from content_links.queries import PackageRow
from content_links.schemas import PackageChange
from content_links.suggesting.activities import activities_for_package
from content_links.suggesting.answering import accept, dismiss
from content_links.suggesting.packages import packages_for_activity
from content_links.suggesting.phases import Moment
from content_links.suggesting.weighing import Reason, ReasonKind
from content_links.vocabulary import LicencePolicy, PackageState, Phase
from database.transaction import execute
from events.creating import set_aliases
from events.publishing import archive
from events.vocabulary import TargetGroup
from places.organising import create_organisation
from places.queries import LocationRow
from places.schemas import OrganisationDetails
from places.vocabulary import OrganisationKind
from tests.content_links.examples import link, make_activity, make_location, make_package, make_session
from tests.content_links.licensing.examples import DAY, TODAY, make_licence


class Pair:
    """An activity and a package that fit: Digid and Digid oefenen."""

    def __init__(self, location: LocationRow, activity: int, package: PackageRow) -> None:
        self.location = location
        self.activity = activity
        self.package = package

    async def suggested(self) -> tuple[list[str], list[str]]:
        packages = await packages_for_activity(self.activity)
        activities = await activities_for_package(self.package.id, [self.location.organisation_id])
        return [each.slug for each in packages], [each.slug for each in activities]


BOTH = (["digid-oefenen"], ["digid"])
NEITHER: tuple[list[str], list[str]] = ([], [])


@pytest.fixture
async def pair(database: None) -> Pair:
    location = await make_location()
    activity = await make_activity(location, "digid")
    await execute("UPDATE activity SET themes = '{overheid}' WHERE id = $1", activity)
    package = await make_package("digid-oefenen", title="DigiD oefenen", summary="DigiD", themes=("overheid",))
    return Pair(location, activity, package)


async def test_what_fits_is_suggested_from_both_ends_with_the_same_points(pair: Pair) -> None:
    assert await pair.suggested() == BOTH
    package = (await packages_for_activity(pair.activity))[0]
    activity = (await activities_for_package(pair.package.id, [pair.location.organisation_id]))[0]
    assert [each.kind for each in package.reasons] == [ReasonKind.SAME_WORDS, ReasonKind.SAME_THEME]
    assert package.reasons[0].values == ("Digid",)
    assert activity.reasons[0].values == ("DigiD",)


async def test_what_is_linked_anywhere_on_it_is_left_out(pair: Pair) -> None:
    session = await make_session(pair.location, pair.activity)
    await link("digid-oefenen", session=session)
    assert await pair.suggested() == NEITHER
    await execute("DELETE FROM content_link")
    assert await pair.suggested() == BOTH
    await accept(activity="digid", package="digid-oefenen", moment=Moment(Phase.DURING, 0))
    assert await pair.suggested() == NEITHER


async def test_what_was_taken_away_on_purpose_is_left_out(pair: Pair) -> None:
    await link("digid-oefenen", activity="digid", hidden=True)
    assert await pair.suggested() == NEITHER


async def test_what_somebody_said_no_to_is_left_out(pair: Pair) -> None:
    for _ in range(2):
        await dismiss(activity_id=pair.activity, package_id=pair.package.id, account_id=None)
    assert await pair.suggested() == NEITHER


async def test_what_is_not_to_be_had_is_left_out(pair: Pair) -> None:
    await change_package(slug="digid-oefenen", details=PackageChange(state=PackageState.ENDED))
    assert await pair.suggested() == NEITHER
    await change_package(slug="digid-oefenen", details=PackageChange(state=PackageState.AVAILABLE))
    await execute("UPDATE package SET withdrawn_at = now()")
    assert await pair.suggested() == NEITHER


async def test_what_has_no_licence_until_the_last_meeting_is_left_out(pair: Pair) -> None:
    session = await make_session(pair.location, pair.activity)
    await execute("UPDATE session SET starts_at = now() + interval '40 days', ends_at = now() + interval '41 days'")
    licence = await make_licence("digid-oefenen", ends_on=TODAY + 10 * DAY)
    assert await pair.suggested() == NEITHER
    await execute("UPDATE licence SET ends_on = $2 WHERE id = $1", licence.id, TODAY + 50 * DAY)
    assert await pair.suggested() == BOTH
    await execute("UPDATE licence SET starts_on = $2 WHERE id = $1", licence.id, TODAY + 45 * DAY)
    assert await pair.suggested() == NEITHER
    assert session


async def test_licence_of_another_library_does_not_count(pair: Pair) -> None:
    elsewhere = OrganisationDetails(slug="delft", name="Delft", kind=OrganisationKind.LIBRARY)
    await create_organisation(details=elsewhere)
    await make_licence("digid-oefenen", organisation="delft")
    assert await pair.suggested() == NEITHER


async def test_library_that_refuses_what_was_never_licensed_is_not_tempted_with_it(pair: Pair) -> None:
    await execute("UPDATE package SET access = 'library_account'")
    assert await pair.suggested() == BOTH
    await set_policy(organisation_id=pair.location.organisation_id, policy=LicencePolicy.REFUSE)
    assert (await pair.suggested())[0] == []


async def test_other_language_is_left_out_unless_who_comes_learns_dutch(pair: Pair) -> None:
    await change_package(slug="digid-oefenen", details=PackageChange(language="tr", target_groups=(TargetGroup.NT2,)))
    assert await pair.suggested() == NEITHER
    await execute("UPDATE activity SET target_groups = '{nt2}'")
    assert await pair.suggested() == BOTH
    await execute("UPDATE activity SET target_groups = '{}', title = 'DigiD in het Turks'")
    assert await pair.suggested() == BOTH


async def test_what_is_archived_or_over_is_left_out(pair: Pair) -> None:
    await make_session(pair.location, pair.activity)
    await execute("UPDATE session SET starts_at = now() - interval '3 days', ends_at = now() - interval '2 days'")
    assert (await pair.suggested())[1] == []
    await execute("DELETE FROM session")
    assert await pair.suggested() == BOTH
    await archive(slug="digid")
    assert (await pair.suggested())[1] == []


async def test_activity_of_another_library_is_left_out(pair: Pair) -> None:
    assert await activities_for_package(pair.package.id, []) == []
    assert await activities_for_package(pair.package.id, [pair.location.organisation_id + 1]) == []


async def test_what_others_use_with_the_same_activity_is_suggested_without_a_word_in_common(pair: Pair) -> None:
    other = OrganisationDetails(slug="delft", name="Delft", kind=OrganisationKind.LIBRARY)
    delft = await create_organisation(details=other)
    film = await make_package("film", title="Een film", summary="", themes=("overheid",), kind="video")
    elsewhere = await make_activity(pair.location, "elders")
    await execute("UPDATE activity SET organisation = $2, title = 'Digid' WHERE id = $1", elsewhere, delft.id)
    await link("film", activity="elders", phase=Phase.PREPARE)
    found = {each.slug: each for each in await packages_for_activity(pair.activity)}["film"]
    assert found.reasons[0] == Reason(ReasonKind.USED_WITH, number=1)
    assert found.moment == Moment(Phase.PREPARE, -3)
    back = await activities_for_package(film.id, [pair.location.organisation_id])
    assert [each.slug for each in back] == ["digid"]


async def test_words_follow_what_is_renamed_and_what_it_was_called(pair: Pair) -> None:
    await execute("UPDATE activity SET title = 'Iets heel anders' WHERE id = $1", pair.activity)
    assert await pair.suggested() == NEITHER
    await set_aliases(slug="digid", names=["Oefenen met DigiD"])
    assert await pair.suggested() == BOTH
    await set_aliases(slug="digid", names=[])
    await execute("INSERT INTO unit (package, position, title) VALUES ($1, 1, 'Iets heel anders')", pair.package.id)
    assert await pair.suggested() == BOTH
    await execute("DELETE FROM unit")
    assert await pair.suggested() == NEITHER


async def test_nothing_is_suggested_for_what_is_not_there(database: None) -> None:
    assert await packages_for_activity(0) == []
    assert await activities_for_package(0, [1]) == []
