from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from content_links.suggesting.weighing import Evidence, Reason, ReasonKind, Traits, least_of, weigh
from events.vocabulary import TargetGroup, Theme

PLAIN = Traits(themes=frozenset(), target_groups=frozenset(), level="", language="nl")
NOTHING = Evidence(activity=PLAIN, package=PLAIN)
TRAITS = st.builds(
    Traits,
    themes=st.frozensets(st.sampled_from(Theme), max_size=3),
    target_groups=st.frozensets(st.sampled_from(TargetGroup), max_size=3),
    level=st.sampled_from(["", "A1", "A2", "B1", "1F"]),
    language=st.sampled_from(["nl", "en", "tr", "mul"]),
)
EVIDENCE = st.builds(
    Evidence,
    activity=TRAITS,
    package=TRAITS,
    text=st.floats(0, 5),
    words=st.just(("taal",)),
    libraries=st.integers(0, 30),
)


def both(**traits: object) -> Evidence:
    same = replace(PLAIN, **traits)
    return Evidence(activity=same, package=same)


def test_nothing_in_common_is_no_reason() -> None:
    assert weigh(NOTHING).points == 0
    assert weigh(NOTHING).reasons == ()


def test_reasons_say_what_is_the_same_strongest_first() -> None:
    evidence = both(themes=frozenset({Theme.TAAL, Theme.WERK}), target_groups=frozenset({TargetGroup.NT2}), level="A2")
    assert weigh(replace(evidence, text=2.0, words=("praten",), libraries=3)).reasons == (
        Reason(ReasonKind.USED_WITH, number=3),
        Reason(ReasonKind.SAME_WORDS, ("praten",)),
        Reason(ReasonKind.SAME_THEME, ("taal", "werk")),
        Reason(ReasonKind.SAME_PEOPLE, ("nt2",)),
        Reason(ReasonKind.SAME_LEVEL, ("A2",)),
    )


def test_other_people_cost_more_than_the_same_theme_brings() -> None:
    same = both(themes=frozenset({Theme.GELD}), target_groups=frozenset({TargetGroup.SENIOREN}))
    other = replace(same, package=replace(same.package, target_groups=frozenset({TargetGroup.JONGEREN})))
    assert weigh(same).points > 0 > weigh(other).points


def test_grown_ups_are_other_people_than_the_young_and_the_same_as_everybody() -> None:
    grown_ups = both(themes=frozenset({Theme.GELD}), target_groups=frozenset({TargetGroup.VOLWASSENEN}))
    young = replace(grown_ups, package=replace(PLAIN, target_groups=frozenset({TargetGroup.JONGEREN})))
    everybody = replace(grown_ups, package=replace(PLAIN, target_groups=frozenset({TargetGroup.IEDEREEN})))
    assert weigh(young).points < weigh(everybody).points


def test_material_in_the_language_that_it_is_about_goes_before_that_in_its_own() -> None:
    activity = replace(PLAIN, themes=frozenset({Theme.TAAL}))
    english = Evidence(activity=activity, package=replace(activity, language="en"), about=frozenset({"en"}))
    dutch = replace(english, package=activity)
    assert weigh(english).points > 30
    assert weigh(dutch).points < 0


@given(EVIDENCE)
def test_more_of_a_kind_never_weighs_less(evidence: Evidence) -> None:
    now = weigh(evidence).points
    assert weigh(replace(evidence, libraries=evidence.libraries + 1)).points >= now
    assert weigh(replace(evidence, text=evidence.text + 1)).points >= now


@given(st.lists(st.floats(-50, 150)))
def test_the_best_is_good_enough_when_it_is_good_at_all(points: list[float]) -> None:
    best = max(points, default=0)
    assert (best >= least_of(points)) == (best >= least_of([]))
