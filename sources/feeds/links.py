"""Which addresses of a feed may be followed: web pages, and nothing else that a browser would run."""

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

LONGEST: Final = 2_048  # characters
SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
LEFT_OUT: Final = re.compile("[\t\r\n]")  # as browsers do, so that “java\nscript:” hides nothing


def web_link(link: str, base: str = "") -> str:
    """The absolute http or https address that is meant, or nothing."""
    link = LEFT_OUT.sub("", link.strip())
    if not link or len(link) > LONGEST or not link.isprintable() or "\\" in link:
        return ""
    try:
        if not SCHEME.match(link) and base:
            link = urljoin(base, link)
        parts = urlsplit(link)
        known = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return link.replace(" ", "%20") if known and "@" not in parts.netloc and len(link) <= LONGEST else ""


def speaks_of_news(link: str) -> bool:
    """Whether the path of an address has “news” in it; the name of the site says nothing."""
    return "news" in urlsplit(link).path.lower()
