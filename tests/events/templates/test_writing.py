import asyncio

import pytest

from content_links.templates import links_of_template
from content_links.vocabulary import Phase
from database.transaction import fetch_value
from events.templates.content import LinkedContent
from events.templates.errors import (
    NotAPublisher,
    NothingChanged,
    TemplateChangedMeanwhile,
    TemplateSlugTaken,
    UnknownTemplate,
)
from events.templates.reading import (
    changed_templates,
    is_visible,
    revision,
    revisions_of,
    template_by_slug,
    visible_templates,
)
from events.templates.schemas import TemplateDetails
from events.templates.writing import change_template, withdraw_template
from tests.content_links.examples import link, make_package
from tests.events.templates.examples import DETAILS, SLUG, adopt, id_of, make_template, make_tree, publish

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
async def tree(database: None) -> None:
    await make_tree()


async def seen_by(*organisations: str) -> list[str]:
    return [each.slug for each in await visible_templates([await id_of(slug) for slug in organisations])]


async def test_template_is_kept_as_it_was_written() -> None:
    await make_template()
    template = await template_by_slug(SLUG)
    assert (template.details, template.state, template.published) == (TemplateDetails(**DETAILS), "draft", None)


async def test_template_of_a_library_is_refused() -> None:
    with pytest.raises(NotAPublisher):
        await make_template(organisation="bieb")


async def test_template_with_a_slug_that_is_taken_is_refused() -> None:
    await make_template()
    with pytest.raises(TemplateSlugTaken):
        await make_template()


async def test_version_rises_with_each_publishing_and_each_keeps_what_it_said() -> None:
    await make_template()
    await make_package()
    await publish()
    await change_template(slug=SLUG, changes={"title": "Slim met je telefoon"})
    await link(template=SLUG, phase=Phase.FOLLOW_UP, release_days=2)
    await publish(note="Een andere naam")

    newest, first = await revisions_of((await template_by_slug(SLUG)).id)

    assert [first.version, first.content.title, first.content.links] == [1, "Telefooncursus", ()]
    links = (LinkedContent(package="klik-en-tik", phase="follow_up", release_days=2),)
    assert [newest.version, newest.content.title, newest.content.links] == [2, "Slim met je telefoon", links]
    assert newest.note == "Een andere naam"


async def test_publishing_what_is_published_already_is_refused() -> None:
    await make_template()
    await publish()
    with pytest.raises(NothingChanged):
        await publish()


async def test_publishing_at_the_same_time_makes_one_version() -> None:
    await make_template()
    answers = await asyncio.gather(*(publish() for _ in range(8)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, NothingChanged)]
    template = await template_by_slug(SLUG)
    assert (len(refused), [each.version for each in await revisions_of(template.id)]) == (7, [1])


async def test_withdrawn_template_comes_back_as_the_version_it_was() -> None:
    await make_template()
    await publish()
    await withdraw_template(slug=SLUG)
    await withdraw_template(slug=SLUG)
    withdrawn = await template_by_slug(SLUG)
    again = await publish()
    assert (withdrawn.state, again.version, (await template_by_slug(SLUG)).state) == ("withdrawn", 1, "published")


async def test_change_of_something_that_changed_meanwhile_is_refused() -> None:
    await make_template()
    seen = (await template_by_slug(SLUG)).modified_at
    await change_template(slug=SLUG, changes={"title": "Eerst"}, seen=seen)
    with pytest.raises(TemplateChangedMeanwhile):
        await change_template(slug=SLUG, changes={"title": "Ook"}, seen=seen)
    assert (await template_by_slug(SLUG)).details.title == "Eerst"


async def test_published_templates_are_seen_below_their_owner_and_nowhere_else() -> None:
    await make_template("landelijk", "huis")
    await make_template("noordelijk", "noord")
    await make_template("geheim", "huis")
    await publish("landelijk")
    await publish("noordelijk")
    assert await seen_by("bieb") == ["landelijk", "noordelijk"]
    assert await seen_by("ander") == ["landelijk"]
    assert await seen_by("huis") == ["landelijk", "geheim"]


async def test_withdrawn_template_is_only_seen_by_its_owner_and_by_who_adopted_it() -> None:
    await make_template()
    await publish()
    await adopt()
    await withdraw_template(slug=SLUG)
    template = await template_by_slug(SLUG)
    seen = {slug: await is_visible(template, [await id_of(slug)]) for slug in ("huis", "noord", "bieb", "ander")}
    assert seen == {"huis": True, "noord": False, "bieb": True, "ander": False}
    assert await seen_by("bieb") == []


async def test_adopters_are_told_of_a_newer_version_until_it_is_withdrawn() -> None:
    await make_template()
    await publish()
    await adopt()
    organisation = await id_of("bieb")
    unchanged = await changed_templates([organisation])
    await change_template(slug=SLUG, changes={"title": "Anders"})
    unpublished = await changed_templates([organisation])
    await publish()
    (told,) = await changed_templates([organisation])
    elsewhere = await changed_templates([await id_of("ander")])
    await withdraw_template(slug=SLUG)
    assert (unchanged, unpublished, elsewhere, await changed_templates([organisation])) == ([], [], [], [])
    assert (told.activity_slug, told.template_slug, told.seen, told.newest) == ("telefooncursus", SLUG, 1, 2)


async def test_nothing_is_there() -> None:
    with pytest.raises(UnknownTemplate):
        await change_template(slug="nergens", changes={})
    with pytest.raises(UnknownTemplate):
        await template_by_slug("nergens")


async def test_links_of_a_published_version_stay_when_the_template_is_written_on() -> None:
    await make_template()
    await make_package()
    await link(template=SLUG)
    published = await publish()
    await link(template=SLUG, phase=Phase.DURING)

    hanging = await fetch_value("SELECT count(*) FROM content_link WHERE revision = $1", published.id)
    template = await template_by_slug(SLUG)
    assert (hanging, len(await links_of_template(template.id))) == (1, 2)
    assert len((await revision(template.id)).content.links) == 1
