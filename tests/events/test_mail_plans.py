"""When the mails of an activity go: what can be said, and that each part is kept and taken over by itself."""

from typing import Any

import pytest
from pydantic import ValidationError

from database.transaction import execute, fetch_row
from events.creating import change_activity, create_activity
from events.reading_activities import activity_by_slug
from events.schemas import ActivityDetails
from events.templates.content import TemplateContent, differences
from events.templates.schemas import TemplateDetails
from events.vocabulary import ActivityKind, Form, RegistrationPolicy
from places.organising import create_organisation
from places.schemas import OrganisationDetails
from places.vocabulary import OrganisationKind

BASIS: dict[str, Any] = {"key": "taal", "title": "Taal", "kind": ActivityKind.COURSE, "form": Form.SINGLE,
                         "registration": RegistrationPolicy.REQUIRED}  # fmt: skip
PLAN: dict[str, Any] = {
    "reminder_days": [10, 2],
    "reminder_hours": [3, 24],
    "prepare_days": [5],
    "follow_up_days": [2, 30],
    "asks_how_it_was": False,
}
COLUMNS = "reminder_days, reminder_hours, prepare_days, follow_up_days, asks_how_it_was"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("reminder_hours", [0]),
        ("reminder_hours", [73]),
        ("prepare_days", [-1]),
        ("prepare_days", [366]),
        ("reminder_days", list(range(11))),
        ("asks_how_it_was", "perhaps"),
    ],
)
def test_plan_has_bounds(field: str, wrong: object) -> None:
    for details in (ActivityDetails, TemplateDetails):
        values = BASIS if details is ActivityDetails else {name: BASIS[name] for name in BASIS if name != "key"}
        with pytest.raises(ValidationError):
            details.model_validate({**values, field: wrong})


def test_plan_has_each_offset_once() -> None:
    details = ActivityDetails(**BASIS, reminder_days=[7, 1, 7], reminder_hours=[2, 2], prepare_days=[3, 3])
    assert (details.reminder_days, details.reminder_hours, details.prepare_days) == ([7, 1], [2], [3])


@pytest.mark.usefixtures("database")
async def test_plan_is_kept_and_changed() -> None:
    await create_organisation(details=OrganisationDetails(slug="bieb", name="De bieb", kind=OrganisationKind.LIBRARY))
    made = await create_activity(organisation_slug="bieb", details=ActivityDetails(**BASIS))
    usual = await fetch_row(f"SELECT {COLUMNS} FROM activity")  # noqa: S608  our own names

    await change_activity(slug=made.slug, details=ActivityDetails(**BASIS, **PLAN))

    assert usual is not None
    assert dict(usual) == {"reminder_days": [7, 1], "reminder_hours": [], "prepare_days": [3], "follow_up_days": [1],
                           "asks_how_it_was": True}  # fmt: skip
    row = await activity_by_slug(made.slug)
    assert {name: getattr(row, name) for name in PLAN} == PLAN


@pytest.mark.usefixtures("database")
async def test_plan_of_an_activity_survives_another_change() -> None:
    await create_organisation(details=OrganisationDetails(slug="bieb", name="De bieb", kind=OrganisationKind.LIBRARY))
    made = await create_activity(organisation_slug="bieb", details=ActivityDetails(**BASIS, **PLAN))
    await execute("UPDATE activity SET summary = 'Anders'")

    row = await activity_by_slug(made.slug)

    assert {name: getattr(row, name) for name in PLAN} == PLAN


def test_each_part_of_the_plan_of_a_template_is_a_difference_of_its_own() -> None:
    basis = {name: BASIS[name] for name in BASIS if name != "key"}
    then, now = TemplateContent(**basis), TemplateContent(**basis, **PLAN)

    found = differences(then, now, {**then.model_dump(), "links": ()})

    assert {each.field: each.now for each in found} == PLAN
    assert all(each.can_take_over for each in found)
