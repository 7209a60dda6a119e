"""The pages that stand where there is nothing to read: not found, gone, moved, a preview that is shut."""

from django.conf import settings

from newsroom.site.storage import Built
from newsroom.site.templating import render

LATEST = ("/", "See the latest stories")


def not_found() -> Built:
    """The page for an address that never was; the server answers it with 404."""
    return _notice(
        200,
        "There is nothing at this address",
        ["If you typed it, check it. If you followed a link, the link may be wrong."],
    )


def gone(*, legal: bool) -> Built:
    """Where a story was taken down: 451 if the law demanded it, else 410."""
    if legal:
        lines = ["We had to take this story down for legal reasons."]
        return _notice(451, "Not available for legal reasons", lines)
    return _notice(410, "This story was taken down", ["It will not come back to this address unchanged."])


def moved(target: str) -> Built:
    """Where a story was before it was renamed or merged."""
    return _notice(
        301, "This story has moved", [], link=(target, "Read it at its new address"), target=target
    )


def no_search() -> Built:
    """What the web server shows while nobody answers questions: the pages themselves are still there."""
    lines = ["Every story can still be read. Try again in a few minutes."]
    return _notice(200, "The search cannot be reached just now", lines)


def thanks(path: str) -> Built:
    """Where a reader is led who has reported an error."""
    lines = [
        "The editors read every report. If you left an address, they may write to you.",
        "What they put right is listed on the page of the story, and under Corrections.",
    ]
    return _notice(200, "Thank you", lines, link=(path, "Back to the story"))


def no_reports() -> Built:
    """What is shown while no report can be taken."""
    lines = ["Every story can still be read. Try again in a few minutes."]
    if not settings.CONTACT_EMAIL:
        return _notice(200, "Reports cannot be taken just now", lines)
    lines = ["Every story can still be read. Try again in a few minutes, or write to us:"]
    address = settings.CONTACT_EMAIL
    return _notice(200, "Reports cannot be taken just now", lines, link=(f"mailto:{address}", address))


def shut() -> bytes:
    """For every link to a preview that leads nowhere, whatever the reason: it tells of no story."""
    lines = [
        "It was revoked, its time is over, or the address is not complete.",
        "Ask whoever sent it for a new one.",
    ]
    return _notice(410, "This preview is not open", lines).body


def _notice(
    status: int, title: str, lines: list[str], *, link: tuple[str, str] = LATEST, target: str = ""
) -> Built:
    notice = {"title": title, "lines": lines, "link": link[0], "link_text": link[1]}
    return Built(status, render("site/notice.html", {"notice": notice}), target)
