"""Why something cannot be taken along, printed or taken over."""

from refusals import Invalid


class TooManySessions(Invalid):
    """These are %(count)s meetings, and at most %(limit)s fit. Choose less."""

    code = "too_many_sessions"


class FileMissing(Invalid):
    """Choose a file."""

    code = "file_missing"


class AddressOrFile(Invalid):
    """Fill in an address, or choose a file."""

    code = "address_or_file"


class NothingToPrint(Invalid):
    """There is nothing to come in this selection."""

    code = "nothing_to_print"


class PdfNotPossible(Invalid):
    """This server cannot make a PDF. Print this page with your browser: that gives the same."""

    code = "pdf_not_possible"


class PdfNotMade(Invalid):
    """The PDF could not be made. Choose less, or print this page with your browser: that gives the same."""

    code = "pdf_not_made"


class NameMissing(Invalid):
    """Give the calendar a name."""

    code = "name_missing"
