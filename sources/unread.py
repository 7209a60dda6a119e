"""Why an address gave no article, in a sentence for editors that says what to do instead."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final


class Unread(Exception):
    """There is no article to be had at an address; the message says why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


# What may be better in a few minutes; the codes are those of sources.fetching and of this module.
TRANSIENT: Final = frozenset(
    {
        *("timeout", "connect_failed", "dns_timeout", "dns_failure", "tls_error", "truncated"),
        *("bad_response", "empty_body", "server_error"),
    }
)
_BY_HAND: Final = "Open it in your browser and type the article by hand."
_PAGES: Final = {
    "cookie_wall": f"The site answers with a page about cookies instead of the article. {_BY_HAND}",
    "paywall": "Only the beginning can be read without paying. If you may read it, type the article by hand.",
    "not_html": "This is no web page that can be read. Type the article by hand.",
    "no_text": "There is no article text on this page: it may be a video, or be built in the browser. "
    "Type the article by hand.",
    "front_page": "This is the front page of a site. Paste the address of one article.",
    "list": "This page lists articles and is none. Paste the address of one of them.",
    "missing": "The site says that there is no such page. Check the address.",
    "robot_check": f"The site wants to see first that its visitor is a person. {_BY_HAND}",
}


def of_page(page: Mapping[str, Any]) -> Unread | None:
    """Why what was read is not the article, or None where it is."""
    if page["kind"] == "article":
        return None
    code = page["reason"] if page["kind"] == "not_article" else page["kind"]
    return Unread(code, _PAGES[code])


def of_status(status: int) -> Unread | None:
    """Why an answer with that status is no article, or None for one that may be."""
    if status == HTTPStatus.OK:
        return None
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return Unread("missing", _PAGES["missing"])
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN):
        return Unread("no_entry", f"The site does not let us read this page. {_BY_HAND}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unread("server_error", f"The site has a fault of its own ({status}). Try again later.")
    return Unread("no_answer", f"The site gives no article at this address ({status}). Check the address.")


def worth_knowing(page: Mapping[str, Any]) -> str:
    """What an editor should know of an article that was read: who may read it, and what it corrects."""
    paid = "The publisher says that not everybody may read this page." if page["paid"] else ""
    notice = f"The page carries a notice: “{page['notice']}”" if page["notice"] else ""
    return " ".join(filter(None, (paid, notice)))
