"""Why something about learning online is refused."""

from refusals import Missing


class UnknownReference(Missing):
    """We gave nobody this reference, or what it stands for is forgotten."""

    code = "unknown_reference"


class UnknownProvider(Missing):
    """There is no provider %(slug)s."""

    code = "unknown_provider"
