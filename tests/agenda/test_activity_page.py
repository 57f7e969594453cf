"""The page of an activity: what it is about, how to take part, and what there is when it is over."""

import re
from datetime import timedelta

import pytest
from httpx import AsyncClient

from agenda import activity_reading
from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from events.tables import Edition
from events.vocabulary import Form, RegistrationPolicy
from tests.agenda.counting import count_queries
from tests.builders import a_session, an_edition
from tests.content_links.examples import link, make_package


async def slug_of(edition: Edition) -> str:
    slug: str = await fetch_value("SELECT slug FROM activity WHERE id = $1", edition.activity)
    return slug


async def body(reader: AsyncClient, edition: Edition, query: str = "") -> str:
    answer = await reader.get(f"/activities/{await slug_of(edition)}{query}")
    assert answer.status_code == 200
    return answer.text.partition("<main")[2]


def sign_up_bar(html: str) -> tuple[list[str], str]:
    """Where its button leads, and what it says."""
    bar = html.partition('class="leeragenda-signup')[2].partition(">")[2].partition("</section>")[0]
    words = re.sub(r"<[^>]+>|^>", " ", bar)
    return re.findall(r'href="([^"]+)"', bar), " ".join(words.split())


async def test_activity_is_signed_up_for_by_session(reader: AsyncClient) -> None:
    edition = await an_edition(form=Form.SINGLE)
    session = await a_session(edition=edition, capacity=3)

    assert sign_up_bar(await body(reader, edition)) == (
        [f"/sessions/{session}/register"],
        "Nog 3 plekken Aanmelden",
    )


async def test_activity_of_a_fixed_group_is_signed_up_for_once(reader: AsyncClient) -> None:
    edition = await an_edition(form=Form.COHORT, capacity=8)
    await a_session(edition=edition)

    assert sign_up_bar(await body(reader, edition))[0] == [f"/editions/{edition.id}/register"]


@pytest.mark.parametrize(
    ("form", "policy", "words"),
    [
        (Form.WALK_IN, RegistrationPolicy.REQUIRED, "Inloop, gewoon komen"),
        (Form.SINGLE, RegistrationPolicy.NONE, "Inloop, gewoon komen"),
        (Form.SINGLE, RegistrationPolicy.DESK, "Aanmelden aan de balie"),
        (Form.OPEN_GROUP, RegistrationPolicy.REQUIRED, "Aanmelden aan de balie"),
        (Form.SINGLE, RegistrationPolicy.UNKNOWN, "Aanmelden aan de balie"),
    ],
)
async def test_activity_without_online_sign_up_says_how_to_come(
    reader: AsyncClient, form: Form, policy: RegistrationPolicy, words: str
) -> None:
    edition = await an_edition(form=form, policy=policy)
    await a_session(edition=edition)

    assert sign_up_bar(await body(reader, edition)) == ([], words)


async def test_activity_by_phone_calls_the_desk(reader: AsyncClient) -> None:
    edition = await an_edition(policy=RegistrationPolicy.PHONE)
    await a_session(edition=edition)
    await execute("UPDATE location SET phone = '010 281 61 00'")

    assert sign_up_bar(await body(reader, edition)) == (["tel:0102816100"], "Bel om je aan te melden")


async def test_activity_elsewhere_leads_there(reader: AsyncClient) -> None:
    edition = await an_edition(policy=RegistrationPolicy.EXTERNAL)
    await a_session(edition=edition)
    await execute("UPDATE activity SET registration_url = 'https://tickets.example/zee'")

    assert sign_up_bar(await body(reader, edition))[0] == ["https://tickets.example/zee"]


async def test_activity_that_is_full_offers_the_waiting_list(reader: AsyncClient) -> None:
    edition = await an_edition()
    await a_session(edition=edition, capacity=1)
    await execute("UPDATE session SET seats_taken = 1")

    assert sign_up_bar(await body(reader, edition))[1] == "Vol, wel een wachtlijst Op de wachtlijst"


async def test_activity_that_is_full_without_waiting_list_is_full(reader: AsyncClient) -> None:
    edition = await an_edition(waiting_list=False)
    await a_session(edition=edition, capacity=1)
    await execute("UPDATE session SET seats_taken = 1")

    assert sign_up_bar(await body(reader, edition)) == ([], "Vol")


async def test_newcomers_wait_behind_who_waits_already(reader: AsyncClient) -> None:
    edition = await an_edition()
    session = await a_session(edition=edition, capacity=2)
    await execute(
        "INSERT INTO registration (session, name, party_size, state) VALUES ($1, 'Bo', 2, 'waiting')", session
    )

    assert sign_up_bar(await body(reader, edition))[1].startswith("Vol, wel een wachtlijst")


async def test_fixed_group_that_has_begun_is_closed(reader: AsyncClient) -> None:
    edition = await an_edition(form=Form.COHORT)
    await a_session(edition=edition, starts_in=timedelta(days=-7))
    await a_session(edition=edition, starts_in=timedelta(days=7))

    html = await body(reader, edition)

    assert sign_up_bar(html) == ([], "Aanmelden kan niet meer")
    assert re.findall(r"leeragenda-path__stop--(\w+)", html) == ["done", "current"]


async def test_activity_is_about_the_next_date_that_goes_on(reader: AsyncClient) -> None:
    edition = await an_edition()
    cancelled = await a_session(edition=edition, starts_in=timedelta(days=1))
    following = await a_session(edition=edition, starts_in=timedelta(days=2))
    await execute("UPDATE session SET state = 'cancelled' WHERE id = $1", cancelled)

    assert sign_up_bar(await body(reader, edition))[0] == [f"/sessions/{following}/register"]


async def test_activity_is_about_the_session_asked_for(reader: AsyncClient) -> None:
    edition = await an_edition()
    cancelled = await a_session(edition=edition, starts_in=timedelta(days=1))
    await a_session(edition=edition, starts_in=timedelta(days=2))
    await execute("UPDATE session SET state = 'cancelled', cancel_reason = 'Storm' WHERE id = $1", cancelled)

    html = await body(reader, edition, f"?session={cancelled}")

    assert sign_up_bar(html) == ([], "Gaat niet door")
    assert "Storm" in html


async def test_activity_is_about_the_session_asked_for_however_far_off(
    reader: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity_reading, "MOST_MEETINGS", 2)
    edition = await an_edition()
    sessions = [await a_session(edition=edition, starts_in=timedelta(days=day)) for day in range(1, 5)]

    html = await body(reader, edition, f"?session={sessions[3]}")

    assert sign_up_bar(html)[0] == [f"/sessions/{sessions[3]}/register"]


async def test_activity_shows_its_path_and_the_other_dates(reader: AsyncClient) -> None:
    edition = await an_edition()
    await a_session(edition=edition, starts_in=timedelta(days=1))
    other = await a_session(edition=edition, starts_in=timedelta(days=2))
    await make_package()
    await link(phase=Phase.FOLLOW_UP, activity=await slug_of(edition))

    html = await body(reader, edition)

    assert re.findall(r"leeragenda-path__stop--(\w+)", html) == ["current", "coming"]
    assert 'href="/learn/klik-en-tik"' in html
    assert f'href="/activities/{await slug_of(edition)}?session={other}"' in html


async def test_activity_leads_to_the_map(reader: AsyncClient) -> None:
    edition = await an_edition()
    await a_session(edition=edition)
    await execute("UPDATE location SET latitude = 51.9, longitude = 4.5, wheelchair = true, hearing_loop = true")

    html = await body(reader, edition)

    assert "https://www.openstreetmap.org/?mlat=51.9&amp;mlon=4.5" in html
    assert "Met een rolstoel kun je naar binnen." in html
    assert "Er is een ringleiding." in html


async def test_activity_says_its_former_names(reader: AsyncClient) -> None:
    edition = await an_edition()
    await a_session(edition=edition)
    await execute("INSERT INTO activity_alias (activity, name) VALUES ($1, 'Taalcafé')", edition.activity)

    assert "Heette ook: Taalcafé" in await body(reader, edition)


async def test_activity_escapes_what_staff_typed(reader: AsyncClient) -> None:
    edition = await an_edition()
    await a_session(edition=edition)
    await execute("UPDATE activity SET title = '<b>Zee', description = '<script>alert(1)</script>'")

    html = await body(reader, edition)

    assert "<b>Zee" not in html
    assert "<script>alert" not in html


async def test_activity_without_dates_shows_what_else_there_is(reader: AsyncClient) -> None:
    ended, other = await an_edition(), await an_edition()
    await a_session(edition=ended, starts_in=timedelta(days=-2))
    await a_session(edition=other)

    html = await body(reader, ended)

    assert "Er zijn nu geen data" in html
    assert f"/activities/{await slug_of(other)}?session=" in html


async def test_activity_that_is_over_shows_what_comes_next_at_its_place(reader: AsyncClient) -> None:
    ended, there, elsewhere = await an_edition(), await an_edition(), await an_edition()
    await execute("UPDATE activity SET state = 'archived' WHERE id = $1", ended.activity)
    there.location = ended.location
    await a_session(edition=there)
    await a_session(edition=elsewhere)

    answer = await reader.get(f"/activities/{await slug_of(ended)}")

    assert answer.status_code == 404
    assert "Lezing over de zee is voorbij" in answer.text
    assert re.findall(r'href="/activities/([\w-]+)', answer.text) == [await slug_of(there)]


@pytest.mark.parametrize("state", ["draft", None])
async def test_activity_that_nobody_may_know_is_not_found(reader: AsyncClient, state: str | None) -> None:
    await an_edition()
    await execute("UPDATE activity SET state = coalesce($1, state), slug = 'geheim'", state)

    answer = await reader.get("/activities/geheim" if state else "/activities/nergens")

    assert answer.status_code == 404
    assert "We kunnen deze activiteit niet vinden" in answer.text


@pytest.mark.parametrize("meetings", [1, 3])
async def test_activity_takes_four_queries_and_then_two(
    reader: AsyncClient, monkeypatch: pytest.MonkeyPatch, meetings: int
) -> None:
    edition = await an_edition(form=Form.COHORT)
    for day in range(1, meetings + 1):
        await a_session(edition=edition, starts_in=timedelta(days=day))
    slug = await slug_of(edition)
    queries = count_queries(monkeypatch)

    numbers = []
    for _time in range(2):
        await reader.get(f"/activities/{slug}")
        numbers.append(len(queries))
        queries.clear()

    assert numbers == [4, 2]


async def test_cancelled_meeting_does_not_ask_to_sign_up(reader: AsyncClient) -> None:
    edition = await an_edition(form=Form.SINGLE)
    await a_session(edition=edition)
    await execute("UPDATE session SET state = 'cancelled', cancel_reason = 'De docent is ziek.'")

    html = await body(reader, edition)

    assert "De docent is ziek." in html
    assert "Meld je eerst aan." not in html
