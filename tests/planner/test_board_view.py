from datetime import date, datetime
from typing import Any
from uuid import UUID

from events.vocabulary import SessionState
from places.vocabulary import LocationKind
from planner.board_reading import BoardPlace, BoardRoom, BoardSession
from planner.board_view import columns_of, events_of, resources_of, rows_of, session_views
from planner.board_window import BoardAsked
from web.i18n import translator

NL = translator("nl")
ID = UUID(int=1)
PLACE = BoardPlace(
    id=7,
    slug="centrale",
    name="Centrale",
    kind=LocationKind.BRANCH,
    place="Waterstad",
    rooms=(BoardRoom(id=2, name="Leeszaal", capacity=12),),
)
WEEK = BoardAsked.read([("date", "2027-01-12")])
TODAY = date(2027, 1, 13)


def wall(day: int, hour: int) -> datetime:
    """In January 2027, by the clock of the place."""
    return datetime(2027, 1, day, hour)  # noqa: DTZ001


def a_session(**fields: Any) -> BoardSession:
    usual: dict[str, Any] = {
        "id": ID,
        "location": 7,
        "room": 2,
        "starts_at": wall(12, 14),
        "ends_at": wall(12, 16),
        "title": "Taalcafé",
        "theme": "taal",
        "state": SessionState.SCHEDULED,
        "cancel_reason": "",
        "edited": False,
        "in_series": False,
        "is_draft": False,
        "organisation": 3,
        "capacity": 12,
        "taken": 9,
        "version": 4,
    }
    return BoardSession(**usual | fields)


def signs(session: BoardSession, *warnings: str) -> list[str]:
    (view,) = session_views([session], {ID: warnings}, {3}, NL)
    return [sign.text for sign in view.signs]


def test_every_sign_is_a_word() -> None:
    assert signs(a_session()) == []
    assert signs(a_session(taken=12)) == ["Vol"]
    assert signs(a_session(in_series=True)) == ["Reeks"]
    assert signs(a_session(in_series=True, edited=True)) == ["Wijkt af"]
    assert signs(a_session(is_draft=True)) == ["Concept"]
    assert signs(a_session(), "Nog niemand begeleidt dit.", "De zaal is te klein.") == ["2 meldingen"]
    assert signs(a_session(state=SessionState.CANCELLED, taken=12)) == ["Gaat niet door"]


def test_label_says_everything_for_who_cannot_see_the_board() -> None:
    (view,) = session_views([a_session(in_series=True)], {ID: ["De zaal is te klein."]}, (), NL)
    assert view.label == (
        "Taalcafé, dinsdag 12 januari, 14.00 tot 16.00 uur, 9 van 12 plekken bezet, Reeks, 1 melding, "
        "De zaal is te klein."
    )


def test_change_asks_first_when_people_or_a_series_notice() -> None:
    sessions = [a_session(taken=0), a_session(taken=1), a_session(taken=0, in_series=True)]
    assert [view.asks for view in session_views(sessions, {}, {3}, NL)] == [False, True, True]


def test_only_own_sessions_that_are_held_can_be_dragged() -> None:
    sessions = [a_session(), a_session(organisation=4), a_session(state=SessionState.CANCELLED)]
    assert [view.editable for view in session_views(sessions, {}, {3}, NL)] == [True, False, False]


def test_rows_are_places_with_their_rooms_and_cells_are_days() -> None:
    views = session_views([a_session(), a_session(room=None, starts_at=wall(16, 9))], {}, {3}, NL)
    columns = columns_of(WEEK.window(TODAY), "week", TODAY, NL)
    whole, room = rows_of([PLACE], views, columns)
    assert [column.text for column in columns if column.is_today] == ["wo 13 jan"]
    assert [(row.name, row.place, row.capacity) for row in (whole, room)] == [
        ("Centrale", "", None),
        ("Leeszaal", "Centrale", 12),
    ]
    assert [len(cell) for cell in room.cells] == [0, 1, 0, 0, 0, 0, 0]
    assert [len(cell) for cell in whole.cells] == [0, 0, 0, 0, 0, 1, 0]


def test_month_has_a_column_for_each_week_cut_off_at_its_ends() -> None:
    window = BoardAsked.read([("view", "month"), ("date", "2027-01-12")]).window(TODAY)
    columns = columns_of(window, "month", TODAY, NL)
    assert [(column.first.day, column.last.day) for column in columns] == [
        (1, 3),
        (4, 10),
        (11, 17),
        (18, 24),
        (25, 31),
    ]
    assert columns[0].text == "1 tot en met zondag 3 januari"


def test_script_gets_times_of_the_place_and_rooms_under_their_place() -> None:
    views = session_views([a_session()], {}, {3}, NL)
    (event,) = events_of(views, [PLACE])
    (resource,) = resources_of([PLACE], NL)
    assert (event["start"], event["end"], event["resourceIds"]) == (
        "2027-01-12T14:00:00",
        "2027-01-12T16:00:00",
        ["7:2"],
    )
    assert (resource["id"], [child["id"] for child in resource["children"]]) == ("7:", ["7:2"])
    assert event["extendedProps"]["label"].endswith(", Centrale, Leeszaal")
    assert resource["children"][0]["extendedProps"]["note"] == "12 mensen"
