"""What can keep a development service from starting. The docstring of each error is the line that people read."""

import inspect


class DevServiceError(Exception):
    """A development service did not start."""

    def __init__(self, **details: object) -> None:
        super().__init__(inspect.cleandoc(self.__doc__ or "").format(**details))


class DataDirectoryInUseError(DevServiceError):
    """The data directory {path} is in use by another demo (process {pid})."""


class DataDirectoryBrokenError(DevServiceError):
    """The data directory {path} cannot be used: {reason}"""


class PortTakenError(DevServiceError):
    """Port {port} cannot be used: {reason}"""


class ServiceNotStartedError(DevServiceError):
    """{service} did not start: {reason}"""


class UnknownMessageError(DevServiceError):
    """There is no message {id} in the mailbox."""
