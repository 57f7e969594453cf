"""What search engines read in the page of an activity."""

import json
from typing import Any

from httpx import AsyncClient

from content_links.vocabulary import Phase
from database.transaction import execute, fetch_value
from events.tables import Edition
from events.vocabulary import ActivityKind, Form
from tests.builders import a_session, an_edition
from tests.content_links.examples import link, make_package

SITE = "http://localhost:8000"
OPENS = '<script type="application/ld+json">'


async def structured(reader: AsyncClient, edition: Edition) -> dict[str, Any]:
    slug = await fetch_value("SELECT slug FROM activity WHERE id = $1", edition.activity)
    html = (await reader.get(f"/activities/{slug}")).text
    document: dict[str, Any] = json.loads(html.partition(OPENS)[2].partition("</script>")[0])
    return document


async def with_kind(kind: ActivityKind, form: Form) -> Edition:
    edition = await an_edition(form=form, capacity=8)
    await execute("UPDATE activity SET kind = $1, slug = 'zee', cost_cents = 250", kind)
    return edition


async def test_course_of_a_fixed_group_is_one_instance_with_its_meetings(reader: AsyncClient) -> None:
    edition = await with_kind(ActivityKind.COURSE, Form.COHORT)
    first, second = await a_session(edition=edition), await a_session(edition=edition)

    document = await structured(reader, edition)

    assert (document["@context"], document["@type"], document["url"]) == (
        "https://schema.org",
        "Course",
        f"{SITE}/activities/zee",
    )
    (instance,) = document["hasCourseInstance"]
    assert (instance["@type"], instance["courseMode"]) == ("CourseInstance", "Onsite")
    assert {event["@id"] for event in instance["subEvent"]} == {
        f"{SITE}/sessions/{first}.ics",
        f"{SITE}/sessions/{second}.ics",
    }
    assert instance["offers"] == {
        "@type": "Offer",
        "price": "2.50",
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
        "url": f"{SITE}/activities/zee",
    }
    assert instance["location"]["name"] == "De Haven"


async def test_lecture_is_a_series_of_events(reader: AsyncClient) -> None:
    edition = await with_kind(ActivityKind.LECTURE, Form.DROP_IN)
    session = await a_session(edition=edition, capacity=3)

    document = await structured(reader, edition)

    assert document["@type"] == "EventSeries"
    (event,) = document["subEvent"]
    assert (event["@type"], event["maximumAttendeeCapacity"]) == ("EducationEvent", 3)
    assert event["url"] == f"{SITE}/activities/zee?session={session}"
    assert (document["startDate"], document["endDate"]) == (event["startDate"], event["endDate"])


async def test_packages_are_the_works_that_are_featured(reader: AsyncClient) -> None:
    edition = await with_kind(ActivityKind.LECTURE, Form.DROP_IN)
    await a_session(edition=edition)
    package = await make_package(title="Muis en toetsen")
    await link(package.slug, Phase.PREPARE, activity="zee")
    await link(package.slug, Phase.FOLLOW_UP, activity="zee")

    (work,) = (await structured(reader, edition))["workFeatured"]

    assert work["name"] == "Muis en toetsen"
    assert work["url"] == f"{SITE}/learn/{package.slug}"


async def test_cancelled_meeting_says_so_and_offers_nothing(reader: AsyncClient) -> None:
    edition = await with_kind(ActivityKind.LECTURE, Form.SINGLE)
    await a_session(edition=edition)
    await execute("UPDATE session SET state = 'cancelled'")

    (event,) = (await structured(reader, edition))["subEvent"]

    assert event["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in event


async def test_activity_without_dates_has_no_instances(reader: AsyncClient) -> None:
    edition = await with_kind(ActivityKind.COURSE, Form.SELF_PACED)

    document = await structured(reader, edition)

    assert (document["@type"], "hasCourseInstance" in document) == ("Course", False)


async def test_words_that_end_a_script_stay_words(reader: AsyncClient) -> None:
    edition = await with_kind(ActivityKind.LECTURE, Form.SINGLE)
    await a_session(edition=edition)
    nasty = "</script><script>alert(1)</script><!-- & \u2028"
    await execute("UPDATE activity SET title = $1", nasty)

    assert (await structured(reader, edition))["name"] == nasty
