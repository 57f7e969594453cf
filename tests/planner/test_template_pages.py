"""The pages about building blocks, as the national organisation and a library use them."""

import re
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient, Response

from database.transaction import execute, fetch_row, fetch_value
from events.templates.writing import change_template, withdraw_template
from events.vocabulary import Form
from identity.roles import Role
from tests.agenda.counting import count_queries
from tests.content_links.examples import link, make_package
from tests.events.templates.examples import SLUG, adopt, make_template, make_tree, publish
from tests.planner.staff_browser import open_browser, sign_in_as

pytestmark = pytest.mark.usefixtures("database")

LIST = "/planner/templates"
PAGE = f"{LIST}/{SLUG}"
CHANGES = "/planner/activities/telefooncursus/template"


@pytest.fixture
async def browser(database: None) -> AsyncIterator[AsyncClient]:
    await make_tree()
    async with open_browser() as client:
        yield client


async def as_library(browser: AsyncClient) -> None:
    await sign_in_as(browser, "bea@bieb.example", Role.PROGRAMMER, "bieb")


async def as_owner(browser: AsyncClient) -> None:
    await sign_in_as(browser, "noor@huis.example", Role.NATIONAL, "huis")


def titles(answer: Response) -> list[str]:
    return re.findall(r'planner-line__title" href="[^"]*">([^<]*)<', answer.text)


async def here() -> str:
    """The place as forms name it."""
    location: int = await fetch_value("SELECT id FROM location WHERE key = 'haven'")
    return f"{location}:"


async def test_list_shows_what_is_published_above_and_filters_it(browser: AsyncClient) -> None:
    await make_template()
    await make_template("bouwsteen-taal", "noord", title="Taaltafel", kind="meetup", themes=["taal"])
    await make_template("bouwsteen-zuid", "zuid", title="Van zuid")
    await make_template("bouwsteen-concept", title="Nog niet klaar")
    for slug in (SLUG, "bouwsteen-taal", "bouwsteen-zuid"):
        await publish(slug)
    await as_library(browser)

    asked = ["", "?kind=meetup&theme=&owner=", "?theme=digitaal", "?owner=noord", "?kind=nonsense"]
    found = [titles(await browser.get(LIST + query)) for query in asked]

    assert found == [["Taaltafel", "Telefooncursus"], ["Taaltafel"], ["Telefooncursus"], ["Taaltafel"], []]


async def test_list_costs_the_same_number_of_queries_for_one_and_for_three(
    browser: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await as_library(browser)
    asked, counted = count_queries(monkeypatch), []
    for slugs in (["een"], ["twee", "drie"]):
        for slug in slugs:
            await make_template(slug)
            await publish(slug)
        asked.clear()
        await browser.get(LIST)
        counted.append(len(asked))
    assert counted[0] == counted[1]


async def test_page_says_what_it_gives_and_offers_to_adopt_it(browser: AsyncClient) -> None:
    await make_template()
    await make_package()
    await link(template=SLUG, release_days=-7, note="Kijk vast rond")
    await publish()
    await as_library(browser)

    text = (await browser.get(PAGE)).text

    said = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", text))
    assert (said["Aantal bijeenkomsten"], said["Plekken"]) == ("4", "12")
    assert (said["Herinneringen"], said["In de ruimte"]) == ("5 dagen ervoor, 1 dag ervoor", "Tablets")
    assert "Vooraf: Klik &amp; Tik (7 dagen ervoor). Kijk vast rond" in text
    assert f'href="{PAGE}/adopt"' in text
    assert f'href="{PAGE}/edit"' not in text


async def test_page_of_another_province_does_not_exist(browser: AsyncClient) -> None:
    await make_template(organisation="zuid")
    await publish()
    await as_library(browser)
    assert (await browser.get(PAGE)).status_code == 404


async def test_owner_writes_links_and_publishes(browser: AsyncClient) -> None:
    await make_package()
    await as_owner(browser)
    form = {"title": "Bloemen & bijen", "kind": "workshop", "form": "single", "registration": "required",
            "language": "nl", "session_minutes": "90", "reminder_days": "3, 1", "themes": "digitaal"}  # fmt: skip

    made = await browser.post(f"{LIST}?organisation=huis", data=form)
    slug = await fetch_value("SELECT slug FROM template")
    linked = await browser.post(f"{LIST}/{slug}/links", data={"package": "klik-en-tik", "phase": "during"})
    published = await browser.post(f"{LIST}/{slug}/publish", data={"note": "Eerste"})
    shown = await browser.get(published.headers["location"])

    assert (made.status_code, slug, linked.status_code, published.status_code) == (303, "bloemen-bijen", 303, 303)
    assert "De versie is gepubliceerd." in shown.text
    assert "Tijdens de bijeenkomst: Klik &amp; Tik" in shown.text
    removed = await browser.post(f"{LIST}/{slug}/links/{await fetch_value(_OWN_LINK)}/remove")
    assert (removed.status_code, await fetch_value(_OWN_LINK)) == (303, None)


_OWN_LINK = "SELECT id FROM content_link WHERE template IS NOT NULL"


async def test_link_that_hangs_on_something_else_is_not_removed(browser: AsyncClient) -> None:
    await make_template()
    await make_template("ander")
    await make_package()
    other = await link(template="ander")
    await as_owner(browser)
    assert (await browser.post(f"{PAGE}/links/{other}/remove")).status_code == 404
    assert (await browser.post(f"{PAGE}/links/{2**40}/remove")).status_code == 404


@pytest.mark.parametrize("wrong", [{"title": ""}, {"reminder_days": "soms"}, {"staff_min": "3", "staff_max": "2"}])
async def test_template_with_something_wrong_is_shown_again(browser: AsyncClient, wrong: dict[str, str]) -> None:
    await make_template()
    await as_owner(browser)
    form = {"title": "Anders", "kind": "course", "form": "cohort", "registration": "required", "language": "nl"}
    answer = await browser.post(f"{PAGE}/edit", data=form | wrong)
    assert (answer.status_code, "data-error-summary" in answer.text) == (400, True)
    assert await fetch_value("SELECT title FROM template") == "Telefooncursus"


async def test_two_who_change_a_template_at_once(browser: AsyncClient) -> None:
    await make_template()
    await as_owner(browser)
    seen = re.search(r'name="seen" value="([^"]*)"', (await browser.get(f"{PAGE}/edit")).text)
    assert seen is not None
    form = {"title": "Eerst", "kind": "course", "form": "cohort", "registration": "required", "language": "nl",
            "seen": seen[1]}  # fmt: skip
    first = await browser.post(f"{PAGE}/edit", data=form)
    second = await browser.post(f"{PAGE}/edit", data=form | {"title": "Ook"})
    assert (first.status_code, second.status_code) == (303, 409)
    assert await fetch_value("SELECT title FROM template") == "Eerst"


async def test_owner_sees_what_became_of_it_without_small_numbers(browser: AsyncClient) -> None:
    await make_template(form=Form.DROP_IN, planned_sessions=2)
    await publish()
    adopted = await adopt()
    await execute(
        "INSERT INTO registration (id, session, name, email, state) SELECT gen_random_uuid(), id, 'Alice', "
        "'alice@example.org', 'confirmed' FROM session WHERE edition = $1",
        adopted.edition,
    )
    await as_owner(browser)
    owner = (await browser.get(PAGE)).text
    await as_library(browser)
    library = (await browser.get(PAGE)).text
    assert '<th scope="row">De bieb</th><td>1</td><td>2</td><td>minder dan 5</td><td>0</td>' in owner
    assert "Wat ermee is gedaan" not in library


async def test_library_adopts_by_form_and_sees_its_first_meeting(browser: AsyncClient) -> None:
    await make_template()
    await publish()
    await as_library(browser)
    form = {"place": await here(), "first_day": "2027-01-12", "starts_at": "10:00", "every": "1", "capacity": "6"}

    answer = await browser.post(f"{PAGE}/adopt", data=form)
    shown = await browser.get(answer.headers["location"])

    assert (answer.status_code, shown.status_code) == (303, 200)
    assert "Overgenomen en ingepland." in shown.text
    row = await fetch_row("SELECT capacity, planned_sessions FROM edition")
    assert tuple(row or ()) == (6, 4)


async def test_adoption_and_taking_over_can_be_undone(browser: AsyncClient) -> None:
    await make_template()
    await publish()
    await as_library(browser)
    form = {"place": await here(), "first_day": "2027-01-12", "starts_at": "10:00", "every": "1"}
    await browser.post(f"{PAGE}/adopt", data=form)
    await change_template(slug=SLUG, changes={"title": "Slim met je telefoon"})
    await publish()

    taken = await browser.post(CHANGES, data={"version": "2", "fields": ["title", "links"]})
    await undo(browser, taken)
    row = await fetch_row("SELECT title, template_version FROM activity")
    adopted = await fetch_value("SELECT id FROM operation WHERE action = 'template.adopt'")
    await browser.post(f"/planner/operations/{adopted}/undo")

    assert tuple(row or ()) == ("Telefooncursus", 1)
    assert await fetch_value("SELECT count(*) FROM activity") == 0


async def undo(browser: AsyncClient, done: Response) -> Response:
    operation = done.headers["location"].partition("done=")[2]
    return await browser.post(f"/planner/operations/{operation}/undo")


async def test_withdrawal_can_be_undone_and_publishing_cannot(browser: AsyncClient) -> None:
    await make_template()
    await as_owner(browser)
    published = await browser.post(f"{PAGE}/publish")
    withdrawn = await browser.post(f"{PAGE}/withdraw")
    undone = await undo(browser, withdrawn)
    refused = await undo(browser, published)
    shown = await browser.get(published.headers["location"])
    assert (undone.status_code, refused.status_code, "/undo" in shown.text) == (303, 409, False)
    assert await fetch_value("SELECT state FROM template") == "published"


async def test_adoption_that_lacks_something_is_shown_again(browser: AsyncClient) -> None:
    await make_template(session_minutes=None)
    await publish()
    await as_library(browser)
    form = {"place": await here(), "first_day": "2027-01-12", "starts_at": "10:00"}
    answer = await browser.post(f"{PAGE}/adopt", data=form)
    assert (answer.status_code, "De bouwsteen zegt niet hoe lang" in answer.text) == (400, True)


async def test_second_adoption_asks_for_another_name(browser: AsyncClient) -> None:
    await make_template()
    await publish()
    await adopt()
    await as_library(browser)
    form = {"place": await here(), "first_day": "2027-03-02", "starts_at": "10:00"}
    refused = await browser.post(f"{PAGE}/adopt", data=form)
    allowed = await browser.post(f"{PAGE}/adopt", data=form | {"key": "telefooncursus-2"})
    assert (refused.status_code, 'name="key"' in refused.text, allowed.status_code) == (409, True, 303)


async def test_withdrawn_template_is_not_offered(browser: AsyncClient) -> None:
    await make_template()
    await publish()
    await adopt()
    await withdraw_template(slug=SLUG)
    await as_library(browser)
    page = await browser.get(PAGE)
    assert (page.status_code, f'href="{PAGE}/adopt"' in page.text) == (200, False)
    assert (await browser.get(f"{PAGE}/adopt")).status_code == 409


async def test_library_ticks_what_it_takes_over(browser: AsyncClient) -> None:
    await make_template()
    await publish()
    await adopt()
    await change_template(slug=SLUG, changes={"title": "Slim met je telefoon", "reminder_days": [3], "capacity": 8})
    await publish(note="Met een herinnering minder")
    await as_library(browser)

    told = await browser.get(LIST)
    shown = await browser.get(CHANGES)
    done = await browser.post(CHANGES, data={"version": "2", "fields": "reminder_days"})
    after = await browser.get(done.headers["location"])

    assert f'href="{CHANGES}"' in told.text
    assert "versie 1 is nu 2" in told.text
    assert re.findall(r'name="fields" value="([^"]*)"', shown.text) == ["title", "reminder_days"]
    assert "Met een herinnering minder" in shown.text
    assert (done.status_code, "Er is niets nieuws" in after.text) == (303, True)
    row = await fetch_row("SELECT title, reminder_days, template_version FROM activity")
    assert tuple(row or ()) == ("Telefooncursus", [3], 2)
    assert f'href="{CHANGES}"' not in (await browser.get(LIST)).text


@pytest.mark.parametrize(("version", "fields"), [("", "title"), ("99", "title"), ("9" * 40, "title"), ("1", "slug")])
async def test_nonsense_is_not_taken_over(browser: AsyncClient, version: str, fields: str) -> None:
    await make_template()
    await publish()
    await adopt()
    await as_library(browser)
    answer = await browser.post(CHANGES, data={"version": version, "fields": fields})
    assert answer.status_code == 400
    assert await fetch_value("SELECT template_version FROM activity") == 1


async def test_activity_without_template_has_nothing_to_take_over(browser: AsyncClient) -> None:
    await make_template()
    await publish()
    await adopt()
    await execute("UPDATE activity SET template = NULL, template_version = NULL")
    await as_library(browser)
    assert (await browser.get(CHANGES)).status_code == 409
