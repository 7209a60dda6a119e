"""What went wrong with a feed, in a sentence for editors that says what to do."""

from typing import Final

from sources.feeds.entries import Warned

NO_FEED: Final = Warned(
    "not_a_feed",
    "There is something at this address, but no feed. Look for the feeds of this publisher again.",
)
OWN_NETWORK: Final = Warned(
    "own_network",
    "Most sites could not be reached in the same minutes: it is our own network, and is not held against the "
    "feed. Tell an administrator if it lasts.",
)
FAULT: Final = Warned(
    "fault", "A fault of our own system, not of the feed. Tell an administrator; the log has the details."
)
GONE_ONCE: Final = Warned(
    "http_410",
    "The server says that this feed is gone for good (410). It is asked once more in a day, to be sure.",
)
GONE: Final = Warned(
    "gone",
    "The server said twice, a day apart, that this feed is gone for good (410). It is not polled any more. "
    "Look for another feed of this publisher, or poll it again if the publisher says that was a mistake.",
)
# Where what the door says is about articles; what is not here is said in its words.
_REFUSED: Final = {
    "blocked_address": "The address leads into a private network, which is never opened from here. Ask an "
    "administrator if it is a service of your own.",
    "connect_failed": "The site does not answer. It is tried again by itself.",
    "timeout": "The site took too long. It is tried again by itself.",
    "tls_error": "The site cannot prove that it is what it says: its certificate is not right. Tell the "
    "publisher.",
    "tls_downgrade": "The site leads from an encrypted address to one that is not. Look for another feed.",
    "redirect_loop": "The site leads round in a circle. Look for another feed of this publisher.",
    "too_large": "The feed is larger than 5 MB. Ask the publisher for a shorter one.",
    "decompression_bomb": "The feed unpacks to far more than a feed can be. Look for another one.",
    "bad_encoding": "The site sends the feed in a packing that cannot be opened. Tell the publisher.",
    "bad_type": "There is a file of another kind at this address (a picture, a packed file?), and no feed. "
    "Look for the feeds of this publisher again.",
    "bad_response": "The answer of the site makes no sense. It is tried again by itself.",
    "truncated": "The feed broke off in the middle. It is tried again by itself.",
    "empty_body": "There is nothing at this address. Open it in a browser to see if the feed is still there.",
}
_STATUS: Final = {
    401: "The server asks for a name and a password (401). Ask the publisher for an open feed.",
    402: "The server asks for payment (402). Ask the publisher for an open feed.",
    403: "The server forbids us to read the feed (403). Open the address in a browser: if you can read it "
    "there, write to the publisher and name our User-Agent.",
    404: "There is nothing at this address (404). Look on the publisher's site for the new one.",
    429: "The server asks us to come less often (429). There is nothing to do: we wait as long as it says.",
    503: "The server is not available (503). There is nothing to do: we wait as long as it says.",
}


def about_refusal(code: str, message: str) -> Warned:
    """Of an address that could not be opened."""
    return Warned(code, _REFUSED.get(code, message))


def about_status(status: int) -> Warned:
    """Of an answer that is no feed."""
    if said := _STATUS.get(status):
        return Warned(f"http_{status}", said)
    if 500 <= status < 600:
        return Warned(f"http_{status}", f"The server has a fault ({status}). It is tried again by itself.")
    return Warned(
        f"http_{status}",
        f"The server answered with {status}, which is no feed. Open the address in a browser to see why.",
    )
