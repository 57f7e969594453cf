"""Packages from a file, by the JSON API."""

from litestar import post
from litestar.params import FromQuery
from pydantic import BaseModel, ConfigDict

from content_links.harvesting.found import FoundPackage
from content_links.harvesting.trying import count_of_trying
from identity.guarding import allow, staff_only
from places.queries import organisation_by_slug
from planner.exchange_files import sent_form
from planner.packages_upload import MOST_BYTES, choices_of, packages_in, take_over
from web.requests import AnyRequest


class ImportedPackages(BaseModel):
    """How many were new, different and the same, and what was found in the file."""

    model_config = ConfigDict(frozen=True)

    created: int
    changed: int
    unchanged: int
    packages: list[FoundPackage]


@post("/packages/import", guards=[staff_only], request_max_body_size=MOST_BYTES, status_code=200)
async def post_packages_file(
    request: AnyRequest, organisation: FromQuery[str], preview: FromQuery[bool] = False
) -> ImportedPackages:
    """Take over the packages of a file, sent as `file` in a multipart form.

    The form can also have `access`, `provider`, `language` and `url`, for what the file does not say. With `preview`
    nothing is changed.
    """
    owner = await organisation_by_slug(organisation)
    await allow(request, owner.id)
    sent = await sent_form(request)
    choices, found = choices_of(sent.values, owner), await packages_in(sent)
    count = await (count_of_trying(found, choices) if preview else take_over(request, found, choices))
    return ImportedPackages(
        created=count.created, changed=count.changed, unchanged=count.unchanged, packages=list(found)
    )


HANDLERS = [post_packages_file]
