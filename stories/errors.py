"""The ways in which the desk can be told no; each message says what to do."""


class Refused(Exception):
    """An action that may not happen now; the message is for the person who tried.

    ``code`` is stable, for tests, logs and the API.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NotAllowed(Refused):
    """This person may not do it, whatever the state."""


class StaleSave(Refused):
    """Somebody else saved in between; nothing was written."""

    def __init__(self, *, current: int, given: int) -> None:
        super().__init__(
            "stale_save",
            "Somebody else saved this edition after you opened it. Nothing of yours was saved over theirs: "
            "compare the two and save again.",
        )
        self.current = current
        self.given = given
