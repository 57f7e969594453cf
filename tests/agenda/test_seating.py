from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from agenda.seating import seats
from agenda.session_rows import SessionRow
from events.vocabulary import ActivityKind, Delivery, Form, RegistrationPolicy, SessionState
from places.vocabulary import LocationKind

NOW = datetime(2027, 1, 12, 9, tzinfo=UTC)
ROW = SessionRow(
    id=UUID(int=1),
    edition_id=UUID(int=2),
    activity_id=1,
    location_id=1,
    starts_at=NOW + timedelta(hours=1),
    ends_at=NOW + timedelta(hours=2),
    timezone="Europe/Amsterdam",
    state=SessionState.SCHEDULED,
    cancel_reason="",
    note="",
    title="Lezing over de zee",
    activity_title="Lezing over de zee",
    activity_slug="zee",
    summary="",
    kind=ActivityKind.LECTURE,
    form=Form.SINGLE,
    themes=[],
    target_groups=[],
    language="nl",
    delivery=Delivery.PHYSICAL,
    cost_cents=0,
    registration_policy=RegistrationPolicy.REQUIRED,
    registration_url=None,
    waiting_list=True,
    capacity=10,
    seats_taken=7,
    location_slug="haven",
    location_name="De Haven",
    location_kind=LocationKind.BRANCH,
    host_kind=None,
    street="",
    postcode="",
    place="Dorp",
    room=None,
    organisation_slug="waterland",
    organisation_name="Bibliotheek Waterland",
    has_content=False,
    has_begun=False,
    has_queue=False,
    joins_at=NOW + timedelta(hours=1),
)
OVER = {"starts_at": NOW - timedelta(hours=2), "ends_at": NOW}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({}, ("open", 3), id="places left"),
        pytest.param({"capacity": None}, ("open", None), id="not counted"),
        pytest.param({"seats_taken": 10}, ("waiting_list", 0), id="full with a waiting list"),
        pytest.param({"seats_taken": 10, "waiting_list": False}, ("full", 0), id="full"),
        pytest.param({"state": SessionState.CANCELLED}, ("cancelled", None), id="cancelled"),
        pytest.param({"state": SessionState.CANCELLED, **OVER}, ("cancelled", None), id="cancelled and past"),
        pytest.param(OVER, ("ended", None), id="past"),
        pytest.param({"starts_at": NOW, "joins_at": NOW}, ("closed", None), id="begun"),
        pytest.param({"has_begun": True, "form": Form.COHORT}, ("closed", None), id="course that met before"),
        pytest.param({"has_queue": True}, ("waiting_list", 0), id="people wait while places are left"),
        pytest.param({"joins_at": None}, ("closed", None), id="no meeting to come"),
        pytest.param({"form": Form.WALK_IN}, ("walk_in", None), id="walk-in"),
        pytest.param({"form": Form.WALK_IN, "starts_at": NOW}, ("walk_in", None), id="walk-in that is going on"),
        pytest.param({"registration_policy": RegistrationPolicy.NONE}, ("walk_in", None), id="no sign-up"),
        pytest.param({"form": Form.OPEN_GROUP}, ("at_desk", None), id="open group"),
        pytest.param({"registration_policy": RegistrationPolicy.PHONE}, ("at_desk", None), id="by phone"),
        pytest.param(
            {"registration_policy": RegistrationPolicy.EXTERNAL, "registration_url": "https://tickets.example"},
            ("open", None),
            id="elsewhere",
        ),
        pytest.param({"registration_policy": RegistrationPolicy.EXTERNAL}, ("at_desk", None), id="elsewhere unknown"),
        pytest.param({"registration_policy": RegistrationPolicy.UNKNOWN}, ("at_desk", None), id="not known how"),
    ],
)
def test_seats(changes: dict[str, Any], said: tuple[str, int | None]) -> None:
    assert seats(replace(ROW, **changes), NOW) == said
