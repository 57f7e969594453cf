from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_links.linked import packages_of_activities
from content_links.templates import links_of_activity
from content_links.vocabulary import Phase
from database.transaction import fetch_row, fetch_value
from events.creating import create_activity
from events.creating_errors import FormFixed
from events.schemas import ActivityDetails
from events.templates.content import OF_AN_ACTIVITY, Difference, LinkedContent, TemplateContent, differences
from events.templates.errors import NotADifference, NotAdopted, UnknownTemplateVersion
from events.templates.taking_over import Comparison, adopted_activity, compare, take_over
from events.templates.writing import change_template
from events.vocabulary import Form
from tests.content_links.examples import link, make_package
from tests.events.templates.examples import DETAILS, SLUG, adopt, make_template, make_tree, publish

WORDS = st.sampled_from(["a", "b", "c"])


def content(**others: Any) -> TemplateContent:
    return TemplateContent(**DETAILS | others)


def own(**others: Any) -> dict[str, Any]:
    return {name: getattr(content(), name) for name in OF_AN_ACTIVITY} | others


def test_difference_says_then_now_and_mine() -> None:
    found = differences(content(), content(title="Nieuw", capacity=8), own(title="Eigen"))
    assert found == [Difference("title", "Telefooncursus", "Nieuw", "Eigen"), Difference("capacity", 12, 8, None)]
    assert [(each.can_take_over, each.is_own) for each in found] == [(True, True), (False, False)]


def test_what_only_the_library_changed_is_no_difference() -> None:
    assert differences(content(), content(), own(title="Eigen")) == []


def test_what_the_library_has_already_is_no_difference() -> None:
    newest = content(title="Nieuw", skills=["nt2", "digital"])
    assert differences(content(), newest, own(title="Nieuw", skills=["digital", "nt2"])) == []


def test_lists_in_another_order_are_the_same() -> None:
    links = [LinkedContent(package=name, phase="during") for name in ("a", "b")]
    then = content(skills=["digital", "nt2"], links=links)
    assert differences(then, content(skills=["nt2", "digital"], links=links[::-1]), own(links=())) == []


@given(then=WORDS, now=WORDS, mine=WORDS)
def test_difference_is_there_exactly_when_the_template_moved_away_from_the_library(
    then: str, now: str, mine: str
) -> None:
    found = differences(content(summary=then), content(summary=now), own(summary=mine))
    assert [each.field for each in found] == (["summary"] if now not in (then, mine) else [])


@pytest.fixture
async def changed(database: None) -> None:
    """Adopted, then given another title by the library, and another title, reminders and e-content by its owner."""
    await make_tree()
    await make_template()
    await make_package()
    await make_package("nieuw")
    await link(template=SLUG)
    await publish()
    adopted = await adopt()
    await fetch_value("UPDATE activity SET title = 'Onze cursus' WHERE id = $1", adopted.activity.id)
    await change_template(
        slug=SLUG, changes={"title": "Nieuwe cursus", "reminder_days": [3], "equipment": ["computers"], "capacity": 8}
    )
    await link("nieuw", template=SLUG, phase=Phase.DURING)
    await publish()


async def compared() -> Comparison:
    activity = await adopted_activity("telefooncursus")
    return await compare(activity, await links_of_activity(activity.id))


async def columns() -> tuple[Any, ...]:
    sql = "SELECT title, reminder_days, equipment, template_version FROM activity"
    return tuple(await fetch_row(sql) or ())


@pytest.mark.usefixtures("changed")
async def test_comparison_shows_what_its_owner_changed() -> None:
    comparison = await compared()
    fields = [each.field for each in comparison.differences]
    assert (comparison.then.version, comparison.now.version) == (1, 2)
    assert fields == ["title", "reminder_days", "equipment", "links", "capacity"]
    assert [each.field for each in comparison.differences if each.is_own] == ["title"]


@pytest.mark.usefixtures("changed")
async def test_only_ticked_fields_are_taken_over_and_the_version_counts_as_seen() -> None:
    await take_over(slug="telefooncursus", fields=["reminder_days", "links"], version=2)
    activity = await adopted_activity("telefooncursus")
    shown = (await packages_of_activities([activity.id]))[activity.id]
    assert await columns() == ("Onze cursus", [3], ["tablets"], 2)
    assert [each.slug for each in shown] == ["klik-en-tik", "nieuw"]
    assert (await compared()).differences == []


@pytest.mark.usefixtures("changed")
async def test_taking_over_nothing_keeps_everything_and_counts_as_seen() -> None:
    await take_over(slug="telefooncursus", fields=[], version=2)
    activity = await adopted_activity("telefooncursus")
    assert await columns() == ("Onze cursus", [5, 1], ["tablets"], 2)
    assert [each.package for each in await links_of_activity(activity.id)] == ["klik-en-tik"]


@pytest.mark.usefixtures("changed")
async def test_own_words_are_replaced_when_they_are_ticked() -> None:
    await take_over(slug="telefooncursus", fields=["title", "equipment"], version=2)
    assert await columns() == ("Nieuwe cursus", [5, 1], ["computers"], 2)


@pytest.mark.usefixtures("changed")
async def test_own_links_stay_beside_those_that_are_taken_over() -> None:
    await make_package("eigen")
    await link("eigen", activity="telefooncursus", phase=Phase.FOLLOW_UP)
    await take_over(slug="telefooncursus", fields=["links"], version=2)
    activity = await adopted_activity("telefooncursus")
    assert [each.package for each in await links_of_activity(activity.id)] == ["klik-en-tik", "nieuw", "eigen"]


@pytest.mark.usefixtures("changed")
async def test_older_version_does_not_make_the_newer_one_unseen() -> None:
    await take_over(slug="telefooncursus", fields=[], version=2)
    await take_over(slug="telefooncursus", fields=["title"], version=1)
    assert await columns() == ("Telefooncursus", [5, 1], ["tablets"], 2)


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("fields", "version", "refusal"),
    [(["capacity"], 2, NotADifference), (["key"], 2, NotADifference), ([], 9, UnknownTemplateVersion)],
)
async def test_what_cannot_be_taken_over(fields: list[str], version: int, refusal: type[Exception]) -> None:
    before = await columns()
    with pytest.raises(refusal):
        await take_over(slug="telefooncursus", fields=fields, version=version)
    assert await columns() == before


@pytest.mark.usefixtures("changed")
async def test_form_that_people_signed_up_for_stays_and_so_does_the_rest() -> None:
    await change_template(slug=SLUG, changes={"form": Form.DROP_IN})
    await publish()
    await fetch_value(
        "INSERT INTO registration (id, edition, name, email, state) "
        "SELECT gen_random_uuid(), id, 'Alice', 'alice@example.org', 'confirmed' FROM edition"
    )
    before = await columns()
    with pytest.raises(FormFixed):
        await take_over(slug="telefooncursus", fields=["form", "equipment"], version=3)
    assert await columns() == before


@pytest.mark.usefixtures("changed")
async def test_own_activity_has_nothing_to_take_over() -> None:
    details = ActivityDetails(key="eigen", title="Eigen", kind="course", form="single", registration="none")
    await create_activity(organisation_slug="bieb", details=details)
    with pytest.raises(NotAdopted):
        await adopted_activity("eigen")
