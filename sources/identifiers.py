"""Identifiers that leave the house: public ids, and the keys by which two spellings are one thing."""

import re
import secrets
import string
import unicodedata
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread
TRACKING = frozenset(
    {
        *("fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga"),
        *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"),
        *("cmpid", "ocid"),
    }
)
PORTS = {"http": 80, "https": 443}
LONGEST_KEY = 500  # characters
LONGEST_URL = 2048  # characters


class BadUrlError(ValueError):
    """The text is no web address that an article can be known by; the message says why, for people."""


def public_id(prefix: str) -> str:
    """A new random id such as ``st_7h2k9m4c0v3x`` (60 bits): says what it names, tells nothing else."""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(12))


def text_key(text: str) -> str:
    """The form under which two spellings of a name or title are the same (NFKC, case, white space).

    Folding can make a text longer (“ß” becomes “ss”), so the form is cut to ``LONGEST_KEY`` characters:
    texts that differ only after those are the same.
    """
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return folded[:LONGEST_KEY].rstrip()


def canonical_url(url: str) -> str | None:
    """The URL by which an article is known, or None where there is none.

    RFC 3986 section 6: scheme and host in lower case, default port, fragment and sign-in dropped, an
    empty path is ``/``, percent-encoding in capitals; known tracking parameters go, every other parameter
    stays as it was written, in its order.

    Raises:
        BadUrlError: it is no http or https address, or longer than ``LONGEST_URL``.
    """
    url = url.strip()
    if not url:
        return None
    if not url.isprintable():
        raise BadUrlError("This web address holds characters that cannot be seen. Type it anew.")
    try:
        parts = urlsplit(url)
        canonical = urlunsplit(
            (parts.scheme, _host(parts), _encoded(parts.path) or "/", _query(parts.query), "")
        )
    except BadUrlError:
        raise
    except ValueError as error:
        raise BadUrlError(f"“{url[:80]}” is no web address that can be opened.") from error
    if max(len(url), len(canonical)) > LONGEST_URL:
        raise BadUrlError(f"This web address is longer than {LONGEST_URL} characters.")
    return canonical


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if parts.netloc.rpartition("@")[2].startswith("["):
        host = f"[{host}]"
    host = host.rstrip(".")
    if parts.scheme not in PORTS or not host or " " in host:
        raise BadUrlError("A web address begins with http:// or https:// and the name of a site.")
    return host if parts.port in {None, PORTS[parts.scheme]} else f"{host}:{parts.port}"


def _query(query: str) -> str:
    """What remains without tracking; values are not decoded, for not every site writes UTF-8."""
    pieces = (piece for piece in query.split("&") if piece)
    return "&".join(_encoded(piece) for piece in pieces if piece.partition("=")[0].lower() not in TRACKING)


def _encoded(text: str) -> str:
    """``text`` in ASCII; what is percent-encoded already stays so, in capitals."""
    return re.sub(
        "%[0-9a-f]{2}", lambda code: code[0].upper(), quote(text, safe=string.punctuation), flags=re.I
    )
