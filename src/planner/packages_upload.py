"""Takes over packages from a file: first only what is in it, and with the button below that it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler
from pydantic import TypeAdapter, ValidationError

from agenda import labels
from content_links.harvesting.choosing import CHOICES_OF_ACCESS, Choices
from content_links.harvesting.errors import TableByCommand
from content_links.harvesting.files import is_table
from content_links.harvesting.found import FoundPackage
from content_links.harvesting.importing import read_file
from content_links.harvesting.saving import known_as, save_packages
from content_links.harvesting.trying import count_of_trying
from history.operations import operation
from identity.guarding import allow, staff_only
from places.queries import OrganisationRow, organisation_by_slug
from planner.exchange_choices import organisation_options
from planner.exchange_files import Mistake, SentForm, mistakes_of, packed, sent_form, unpacked
from planner.export_errors import FileMissing
from planner.reach import organisations_of, own_of
from planner.staff_pages import staff_page
from refusals import Refusal
from tabular.counting import ImportCount
from tabular.reasons import reason_of
from web.dates import duration_in_words
from web.i18n import Translator, translator_of
from web.requests import AnyRequest

PATH: Final = "/planner/content/upload"
MOST_BYTES: Final = 60_000_000
SHOWN: Final = 100
_CHOSEN: Final = ("access", "provider", "language", "url")
_PACKAGES: Final = TypeAdapter(list[FoundPackage])


@dataclass(frozen=True, slots=True)
class Shown:
    """A package as it would be taken over. `known_as` is the slug of the one that it changes."""

    package: FoundPackage
    duration: str
    known_as: str | None


@get(PATH, guards=[staff_only])
async def show_upload(request: AnyRequest) -> Response[bytes]:
    return await _show(request, {})


@post(PATH, guards=[staff_only], request_max_body_size=MOST_BYTES, status_code=200)
async def post_upload(request: AnyRequest) -> Response[bytes]:
    sent = await sent_form(request)
    owner = await organisation_by_slug(sent.values.get("organisation", ""))
    await allow(request, owner.id)
    words = translator_of(request)
    try:
        choices = choices_of(sent.values, owner)
        if "found" in sent.values:
            count, found = await take_over(request, _sent_packages(sent), choices), []
        else:
            found = await packages_in(sent)
            count = await count_of_trying(found, choices)
        shown = await _shown(found, choices, words)
    except Refusal as refusal:
        return await _show(request, sent.values, mistakes=mistakes_of(refusal, words), status_code=400)
    return await _show(request, sent.values, count=count, shown=shown, found=found)


async def packages_in(sent: SentForm) -> list[FoundPackage]:
    """:raises FileMissing: no file was chosen.
    :raises TableByCommand: it is CSV, which can change every package.
    :raises UnusableFile: the reason why it cannot be read.
    """
    if not sent.file:
        raise FileMissing(field="file")
    if is_table(sent.file):
        raise TableByCommand(field="file")
    return await read_file(sent.file)


def choices_of(values: dict[str, str], owner: OrganisationRow) -> Choices:
    """:raises Invalid: one of the values cannot be chosen."""
    chosen = {name: values[name] for name in _CHOSEN if values.get(name)}
    try:
        return Choices.model_validate(chosen | {"owner": owner.id})
    except ValidationError as error:
        raise reason_of(error.errors()[0]) from error


async def take_over(request: AnyRequest, found: Sequence[FoundPackage], choices: Choices) -> ImportCount:
    about = found[0].title if found else ""
    account = request.user.account_id
    async with operation("import.packages", account=account, organisation=choices.owner, title=about):
        return await save_packages(found, choices)


def _sent_packages(sent: SentForm) -> list[FoundPackage]:
    """What was looked at, as the form kept it."""
    try:
        return _PACKAGES.validate_json(unpacked(sent.values["found"]))
    except ValidationError as error:
        raise FileMissing(field="file") from error


async def _shown(found: Sequence[FoundPackage], choices: Choices, words: Translator) -> list[Shown]:
    return [
        Shown(
            package,
            duration_in_words(package.duration_minutes, words.locale) if package.duration_minutes else "",
            await known_as(package, choices),
        )
        for package in found[:SHOWN]
    ]


async def _show(
    request: AnyRequest,
    values: dict[str, str],
    *,
    count: ImportCount | None = None,
    shown: Sequence[Shown] = (),
    found: Sequence[FoundPackage] = (),
    mistakes: Sequence[Mistake] = (),
    status_code: int = 200,
) -> Response[bytes]:
    words = translator_of(request)
    organisations = await organisations_of(request.user, f"POST {PATH}")
    usual = {"organisation": own_of(request.user, organisations), "language": "nl"}
    context: dict[str, Any] = {
        "organisations": organisation_options(organisations),
        "access": [{"value": "", "label": words.gettext("As it fits: open with a web address, else in the library")}]
        + [{"value": each.value, "label": words.gettext(labels.ACCESS[each])} for each in CHOICES_OF_ACCESS],
        "values": dict.fromkeys(_CHOSEN, "") | usual | values,
        "count": count,
        "shown": shown,
        "more": len(found) - len(shown),
        "found": packed(_PACKAGES.dump_json(list(found))) if found else "",
        "mistakes": mistakes,
    }
    return staff_page(request, "planner/packages_upload.html", context, status_code=status_code)


ROUTES: Final[Sequence[ControllerRouterHandler]] = [show_upload, post_upload]
