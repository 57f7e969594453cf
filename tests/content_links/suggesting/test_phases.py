import pytest

from content_links.suggesting.phases import Moment, moment_for
from content_links.vocabulary import PackageKind, Phase
from events.vocabulary import Form


@pytest.mark.parametrize(
    ("form", "kind", "moment"),
    [
        (Form.COHORT, PackageKind.COURSE, Moment(Phase.DURING, 0)),
        (Form.SINGLE, PackageKind.VIDEO, Moment(Phase.PREPARE, -3)),
        (Form.SINGLE, PackageKind.COURSE, Moment(Phase.FOLLOW_UP, 1)),
        (Form.WALK_IN, PackageKind.VIDEO, Moment(Phase.FOLLOW_UP, 1)),
        (Form.COHORT, PackageKind.EBOOKS, Moment(Phase.FOLLOW_UP, 1)),
    ],
)
def test_package_goes_where_it_makes_sense(form: Form, kind: PackageKind, moment: Moment) -> None:
    assert moment_for(form, kind) == moment


def test_package_goes_where_others_use_it() -> None:
    assert moment_for(Form.WALK_IN, PackageKind.COURSE, Phase.PREPARE) == Moment(Phase.PREPARE, -3)
