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
