"""What the page of an activity reads, by position."""

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from agenda.activity_reading import _MEETINGS, MeetingRow
from database.transaction import fetch
from tests.builders import a_session, an_edition

pytestmark = pytest.mark.usefixtures("database")


async def test_columns_of_a_meeting_have_the_order_of_the_fields() -> None:
    edition = await an_edition()
    await a_session(edition=edition)

    (record,) = await fetch(_MEETINGS, edition.activity, datetime.now(UTC), False, 5, None)

    assert list(record.keys()) == [field.name for field in fields(MeetingRow)]
