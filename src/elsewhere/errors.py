"""Why an address of somebody else is not asked, or its answer not taken."""

from refusals import Invalid


class UnsafeAddress(Invalid):
    """This address leads into a private network. Give an address on the internet."""

    code = "unsafe_address"


class NotReachable(Invalid):
    """The address gives no answer."""

    code = "address_not_reachable"


class TooManyRedirects(Invalid):
    """The address sends us on to another one again and again."""

    code = "too_many_redirects"


class PackedAnswer(Invalid):
    """The address packs its answer (%(encoding)s), though we asked it not to."""

    code = "packed_answer"
