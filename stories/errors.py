"""The ways in which the desk can be told no; each message says what to do."""

LONGEST_REASON = 2_000  # characters


class Refused(Exception):
    """An action that may not happen now; the message is for the person who tried.

    ``code`` is stable, for tests, logs and the API.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def clean_reason(reason: str, *, missing: str = "Say why.") -> str:
    """A reason as it is kept.

    Raises:
        Refused: it is empty (with ``missing``), too long, or holds control characters.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("reason_missing", missing)
    if len(reason) > LONGEST_REASON or any(ord(char) < 32 and char not in "\r\n\t" for char in reason):
        raise Refused("bad_reason", f"Give the reason as plain text of at most {LONGEST_REASON} characters.")
    return reason


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
