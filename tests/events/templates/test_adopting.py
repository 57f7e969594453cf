import asyncio
from datetime import date, time
from typing import Any

import pytest

from content_links.linked import packages_of_activities
from content_links.linking import unlink_package
from database.transaction import fetch, fetch_row, fetch_value
from events.creating_errors import ActivityKeyTaken
from events.errors import RoomTaken
from events.templates.adopting import Adopted, end_of, usual_key
from events.templates.content import TemplateContent
from events.templates.errors import LengthNeeded, NotPublished, PastMidnight
from events.templates.writing import withdraw_template
from events.vocabulary import Form
from tests.content_links.examples import link, make_package
from tests.events.templates.examples import DETAILS, SLUG, adopt, adoption, make_template, make_tree, publish

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
async def tree(database: None) -> None:
    await make_tree()


async def published(**others: Any) -> None:
    await make_template(**others)
    await publish()


async def meetings(adopted: Adopted) -> list[str]:
    sql = "SELECT starts_at AT TIME ZONE 'Europe/Amsterdam' AS at FROM session WHERE edition = $1 ORDER BY starts_at"
    return [f"{row['at']:%Y-%m-%d %H:%M}" for row in await fetch(sql, adopted.edition)]


async def test_library_adopts_in_one_step() -> None:
    await published()
    adopted = await adopt(is_shown=True)

    activity = dict(await fetch_row("SELECT * FROM activity WHERE id = $1", adopted.activity.id) or {})
    taken = {name: activity[name] for name in DETAILS.keys() - {"planned_sessions", "session_minutes", "capacity"}}
    assert taken == {name: DETAILS[name] for name in taken}
    assert (activity["key"], activity["state"], activity["template_version"]) == ("telefooncursus", "published", 1)
    edition = await fetch_row("SELECT capacity, planned_sessions FROM edition WHERE id = $1", adopted.edition)
    assert tuple(edition or ()) == (12, 4)
    assert await meetings(adopted) == [f"2027-{day} 10:00" for day in ("01-12", "01-19", "01-26", "02-02")]
    ends = await fetch_value("SELECT max(ends_at - starts_at) FROM session WHERE edition = $1", adopted.edition)
    assert ends.total_seconds() == 90 * 60


async def test_what_the_library_says_itself_wins() -> None:
    await published()
    adopted = await adopt(capacity=6, lessons=2, every=2, ends_at=time(12), key="onze-cursus")
    edition = await fetch_row("SELECT capacity, planned_sessions FROM edition WHERE id = $1", adopted.edition)
    assert (adopted.activity.slug, tuple(edition or ())) == ("onze-cursus", (6, 2))
    assert await meetings(adopted) == ["2027-01-12 10:00", "2027-01-26 10:00"]


@pytest.mark.parametrize(
    ("form", "planned", "extra", "count"),
    [
        (Form.SINGLE, None, {}, 1),
        (Form.COHORT, 1, {}, 1),
        (Form.DROP_IN, None, {"last_day": date(2027, 2, 2)}, 4),
        (Form.SELF_PACED, None, {}, 0),
    ],
)
async def test_form_decides_what_is_planned(form: Form, planned: int | None, extra: dict[str, Any], count: int) -> None:
    await published(form=form, planned_sessions=planned)
    assert len(await meetings(await adopt(**extra))) == count


async def test_content_comes_along_and_stays_as_it_was_adopted() -> None:
    await make_template()
    await make_package()
    await make_package("later")
    made = await link(template=SLUG, note="Doe dit eerst")
    await publish()
    adopted = await adopt()
    await unlink_package(link_id=made)
    await link("later", template=SLUG)
    await publish()

    shown = (await packages_of_activities([adopted.activity.id]))[adopted.activity.id]
    assert [(each.slug, each.note, each.linked_from) for each in shown] == [
        ("klik-en-tik", "Doe dit eerst", "template")
    ]


async def test_adopted_template_that_is_withdrawn_keeps_working() -> None:
    await make_template()
    await make_package()
    await link(template=SLUG)
    await publish()
    adopted = await adopt(is_shown=True)
    before = await meetings(adopted)
    await withdraw_template(slug=SLUG)

    shown = (await packages_of_activities([adopted.activity.id]))[adopted.activity.id]
    state = await fetch_value("SELECT state FROM activity WHERE id = $1", adopted.activity.id)
    assert ([each.slug for each in shown], state, await meetings(adopted)) == (["klik-en-tik"], "published", before)
    with pytest.raises(NotPublished):
        await adopt(key="nog-een")


async def test_draft_is_not_adopted() -> None:
    await make_template()
    with pytest.raises(NotPublished):
        await adopt()


async def test_second_adoption_needs_another_key_and_leaves_nothing_behind() -> None:
    await published()
    await adopt()
    with pytest.raises(ActivityKeyTaken):
        await adopt()
    assert await fetch_value("SELECT count(*) FROM activity") == 1


async def test_adopting_at_the_same_time_makes_one_activity() -> None:
    await published()
    answers = await asyncio.gather(*(adopt() for _ in range(6)), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, ActivityKeyTaken)]
    assert (len(refused), await fetch_value("SELECT count(*) FROM activity")) == (5, 1)


async def test_room_that_is_in_use_refuses_the_whole_adoption() -> None:
    await published(planned_sessions=1)
    room = await fetch_value(
        "INSERT INTO room (location, name) SELECT id, 'Zaal' FROM location WHERE key = 'haven' RETURNING id"
    )
    await adopt(room=room)
    with pytest.raises(RoomTaken):
        await adopt(room=room, key="tweede")
    assert await fetch_value("SELECT count(*) FROM activity") == 1


def test_key_is_the_name_without_building_block() -> None:
    assert (usual_key("bouwsteen-klik"), usual_key("klik")) == ("klik", "klik")


def test_meeting_ends_where_the_library_or_the_template_says() -> None:
    content = TemplateContent(**DETAILS)
    assert end_of(content, adoption()) == time(11, 30)
    assert end_of(content, adoption(ends_at=time(12))) == time(12)
    with pytest.raises(PastMidnight):
        end_of(content, adoption(starts_at=time(23)))
    with pytest.raises(LengthNeeded):
        end_of(TemplateContent(**DETAILS | {"session_minutes": None}), adoption())
