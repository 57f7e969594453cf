import pytest

from places.errors import OrganisationSlugTaken, UnknownOrganisation
from places.queries import ancestors, descendants, organisation_by_slug, organisations
from tests.places.examples import make_organisation


@pytest.mark.usefixtures("database")
async def test_organisations_form_a_tree() -> None:
    national = await make_organisation("kb", kind="national")
    provincial = await make_organisation("zuid-holland", kind="provincial", parent="kb")
    library = await make_organisation("rotterdam", parent="zuid-holland", school_region="midden")
    partner = await make_organisation("buurthuis", kind="partner", parent="rotterdam")

    assert await ancestors(library.id) == [provincial, national]
    assert await descendants(provincial.id) == [library, partner]
    assert await ancestors(national.id) == []
    assert await organisation_by_slug("rotterdam") == library


@pytest.mark.usefixtures("database")
async def test_organisations_page_by_page() -> None:
    made = [await make_organisation(slug) for slug in ("a", "b", "c")]

    assert await organisations(limit=2) == made[:2]
    assert await organisations(limit=2, after="b") == made[2:]


@pytest.mark.usefixtures("database")
async def test_organisation_with_a_taken_slug() -> None:
    await make_organisation("rotterdam")

    with pytest.raises(OrganisationSlugTaken):
        await make_organisation("rotterdam")


@pytest.mark.usefixtures("database")
async def test_organisation_with_an_unknown_parent() -> None:
    with pytest.raises(UnknownOrganisation) as caught:
        await make_organisation("rotterdam", parent="nowhere")

    assert str(caught.value) == "There is no organisation nowhere."
