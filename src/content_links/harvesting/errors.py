"""Why a file or catalogue of packages is refused."""

from refusals import Invalid, Missing
from tabular.errors import UnusableFile
from tabular.fields import InvalidValue


class NotWellFormed(UnusableFile):
    """Line %(line)s is not well-formed XML."""

    code = "not_well_formed"


class HasDoctype(UnusableFile):
    """This XML has a DOCTYPE, so it could pull in other files. Save it without one."""

    code = "has_doctype"


class TooManyElements(UnusableFile):
    """This XML has more than %(limit)s elements, or they are nested too deep."""

    code = "too_many_elements"


class UnknownFormat(UnusableFile):
    """We do not know this kind of file. Use CSV, a course package (.zip, .imscc), a manifest (.xml) or JSON-LD."""

    code = "unknown_format"


class UnknownVersion(UnusableFile):
    """This is %(found)s, and we do not know that version."""

    code = "unknown_version"


class NotJson(UnusableFile):
    """Line %(line)s is not JSON."""

    code = "not_json"


class NothingFound(UnusableFile):
    """There is no course or learning resource in this file or page."""

    code = "nothing_found"


class TooManyPackages(UnusableFile):
    """There are more than %(limit)s packages in this."""

    code = "too_many_packages"


class TooManyParts(UnusableFile):
    """A package has %(limit)s parts at most."""

    code = "too_many_parts"


class TitleMissing(UnusableFile):
    """This package has no title."""

    code = "title_missing"


class DoubledIdentifier(UnusableFile):
    """The identifier %(identifier)s is there twice."""

    code = "doubled_identifier"


class BrokenArchive(UnusableFile):
    """This zip file is damaged."""

    code = "broken_archive"


class TooManyFiles(UnusableFile):
    """This zip file has more than %(limit)s files."""

    code = "too_many_files"


class UnpacksTooLarge(UnusableFile):
    """Unpacked this would be more than %(megabytes)s megabytes."""

    code = "unpacks_too_large"


class UnsafeName(UnusableFile):
    """The file name %(name)s leads outside of the package."""

    code = "unsafe_name"


class LinkInArchive(UnusableFile):
    """%(name)s is a link to another file. A package holds its files itself."""

    code = "link_in_archive"


class LockedArchive(UnusableFile):
    """%(name)s is locked with a password."""

    code = "locked_archive"


class ManifestMissing(UnusableFile):
    """There is no cmi5.xml or imsmanifest.xml in this zip file."""

    code = "manifest_missing"


class ManifestMisplaced(UnusableFile):
    """%(name)s is in a folder. Zip what is in the folder, and not the folder itself."""

    code = "manifest_misplaced"


class ManifestDoubled(UnusableFile):
    """%(name)s is there twice."""

    code = "manifest_doubled"


class UnknownHarvestSource(Missing):
    """We do not know this catalogue."""

    code = "unknown_harvest_source"


class HarvestSourceTaken(Invalid):
    """This catalogue is already there."""

    code = "harvest_source_taken"


class CatalogueAnswersWith(Invalid):
    """The catalogue answers with the code %(status)s."""

    code = "catalogue_answers_with"


class CatalogueRefuses(Invalid):
    """The catalogue refuses our question: %(said)s"""

    code = "catalogue_refuses"


class TokenExpired(Invalid):
    """The catalogue does not know any more where we were."""

    code = "catalogue_token_expired"


class CatalogueBusy(Invalid):
    """The catalogue is busy, and asks us to come back later."""

    code = "catalogue_busy"

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.seconds = seconds


class NotACatalogue(Invalid):
    """There is no OAI-PMH catalogue at this address."""

    code = "not_a_catalogue"


class NeverEnds(Invalid):
    """The catalogue sends us round in a circle."""

    code = "catalogue_never_ends"


class SuddenlyWithout(Invalid):
    """The page has no packages all of a sudden, so to be safe nothing is taken away."""

    code = "catalogue_suddenly_empty"


class HostedNowhere(InvalidValue):
    """We cannot host packages ourselves yet. Choose another way to get in."""


class AddressNeeded(Invalid):
    """%(title)s has no web address. Give one, or choose another way to get in."""

    code = "address_needed"


class RobotsNotWelcome(Invalid):
    """The site does not want programs to look at this address."""

    code = "robots_not_welcome"


class UnknownAddress(Missing):
    """We do not know this address."""

    code = "unknown_address"


class TableByCommand(UnusableFile):
    """A CSV file can change every package. An administrator can import it with: leeragenda import packages"""

    code = "table_by_command"
