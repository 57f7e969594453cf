from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from agenda.path import PathMeeting, PathStop, learning_path
from content_links.linked import LinkedPackage
from content_links.vocabulary import Access, PackageKind, PackageState, Phase

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)


def meeting(days: int, *, cancelled: bool = False) -> PathMeeting:
    start = NOW + timedelta(days=days)
    return PathMeeting(
        id=uuid4(), starts_at=start, ends_at=start + timedelta(hours=2), place="Centrale", is_cancelled=cancelled
    )


def package(phase: Phase, *, days: int = 0, title: str = "Klik", position: int = 0) -> LinkedPackage:
    return LinkedPackage(
        link_id=1, package_id=1, slug="klik", title=title, summary="", provider="", kind=PackageKind.COURSE,
        access=Access.OPEN, url=None, language="nl", level="", duration_minutes=None, state=PackageState.AVAILABLE,
        unit_position=None, unit_title=None, phase=phase, release_days=days, required=False, position=position, note="",
        linked_from="activity",
    )  # fmt: skip


def drawn(stops: Sequence[PathStop]) -> list[str]:
    """Each stop as its kind and state, such as "prepare current"."""
    return [f"{stop.package.phase.value if stop.package else 'meeting'} {stop.state.value}" for stop in stops]


def test_path_goes_from_online_by_way_of_the_meetings_to_online() -> None:
    packages = [package(Phase.PREPARE), package(Phase.FOLLOW_UP)]

    stops = learning_path([meeting(1), meeting(8)], packages, NOW)

    assert drawn(stops) == ["prepare current", "meeting coming", "meeting coming", "follow_up coming"]


def test_path_is_at_the_first_stop_after_the_meetings_that_have_been() -> None:
    packages = [package(Phase.PREPARE), package(Phase.FOLLOW_UP)]

    stops = learning_path([meeting(-7), meeting(7)], packages, NOW)

    assert drawn(stops) == ["prepare coming", "meeting done", "meeting current", "follow_up coming"]


def test_path_skips_a_cancelled_meeting() -> None:
    stops = learning_path([meeting(1, cancelled=True), meeting(8)], [], NOW)

    assert drawn(stops) == ["meeting cancelled", "meeting current"]


def test_path_puts_what_is_in_between_after_the_last_meeting_before_its_release() -> None:
    stops = learning_path([meeting(1), meeting(8), meeting(15)], [package(Phase.DURING, days=10)], NOW)

    assert drawn(stops) == ["meeting current", "meeting coming", "during coming", "meeting coming"]
    assert stops[2].opens_on == date(2027, 1, 21)


def test_path_puts_what_belongs_to_one_meeting_around_it() -> None:
    first, second = meeting(1), meeting(8)
    own = {second.id: [package(Phase.PREPARE), package(Phase.FOLLOW_UP)]}

    stops = learning_path([first, second], [], NOW, own=own)

    assert drawn(stops) == ["meeting current", "prepare coming", "meeting coming", "follow_up coming"]


def test_path_without_meetings_is_all_online() -> None:
    packages = [package(Phase.FOLLOW_UP), package(Phase.DURING), package(Phase.PREPARE)]

    assert drawn(learning_path([], packages, NOW)) == ["prepare current", "during coming", "follow_up coming"]


def test_path_is_in_the_order_of_days_and_then_of_position() -> None:
    first, last = meeting(1), meeting(8)
    common = [
        package(Phase.PREPARE, days=-1, title="b"),
        package(Phase.PREPARE, days=-3, title="a", position=9),
        package(Phase.DURING, days=6, title="f"),
        package(Phase.FOLLOW_UP, days=7, title="i", position=0),
        package(Phase.FOLLOW_UP, days=1, title="h", position=2),
    ]
    own = {
        first.id: [package(Phase.PREPARE, title="c"), package(Phase.FOLLOW_UP, days=1, title="e")],
        last.id: [package(Phase.FOLLOW_UP, days=1, title="g", position=1)],
    }

    stops = learning_path([first, last], common, NOW, own=own)

    assert "".join(stop.package.title if stop.package else "-" for stop in stops) == "abc-ef-ghi"


def test_path_announces_a_release_until_it_is_there() -> None:
    early, late = package(Phase.PREPARE, days=-3), package(Phase.PREPARE, days=-30)

    stops = learning_path([meeting(10)], [early, late], NOW)

    assert [stop.opens_on for stop in stops] == [None, date(2027, 1, 17), None]


@given(
    st.lists(st.tuples(st.integers(-30, 30), st.booleans()), max_size=6),
    st.lists(st.tuples(st.sampled_from(Phase), st.integers(-30, 30)), max_size=5),
)
def test_path_loses_nothing_and_has_at_most_one_current_stop(
    days: list[tuple[int, bool]], linked: list[tuple[Phase, int]]
) -> None:
    meetings = [meeting(day, cancelled=cancelled) for day, cancelled in sorted(days)]
    packages = [package(phase, days=release) for phase, release in linked]

    stops = learning_path(meetings, packages, NOW)

    assert [stop.meeting for stop in stops if stop.meeting] == meetings
    assert sorted(map(id, packages)) == sorted(id(stop.package) for stop in stops if stop.package)
    assert sum(stop.state == "current" for stop in stops) <= 1
