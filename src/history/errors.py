"""Why something is not undone. The docstring is the message."""

from refusals import Conflict, Missing


class UnknownOperation(Missing):
    """There is nothing of you to undo."""

    code = "unknown_operation"


class AlreadyUndone(Conflict):
    """This has been undone already."""

    code = "already_undone"


class UndoOfUndo(Conflict):
    """An undo cannot be undone. Do it again instead."""

    code = "undo_of_undo"


class CannotUndo(Conflict):
    """This cannot be undone."""

    code = "cannot_undo"


class ChangedSince(Conflict):
    """It has been changed since, so it cannot be undone: %(what)s."""

    code = "changed_since"
