"""Identifiers that leave the house: public ids, and the keys by which two spellings are one thing."""

import secrets
import unicodedata
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread
TRACKING = frozenset(
    {
        *("fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "_ga"),
        *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"),
        *("cmpid", "ocid"),
    }
)
PORTS = {"http": 80, "https": 443}


def public_id(prefix: str) -> str:
    """A new random id such as ``st_7h2k9m4c0v3x`` (60 bits): says what it names, tells nothing else."""
    return f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(12))


def text_key(text: str) -> str:
    """The form under which two spellings of a name or title are the same (NFKC, case, white space)."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def canonical_url(url: str) -> str | None:
    """The URL by which an article is known, or None where there is none.

    RFC 3986 section 6: scheme and host in lower case, default port and fragment dropped, an empty
    path is ``/``; known tracking parameters go, every other parameter stays in its order.
    """
    if not url:
        return None
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removesuffix(".")
    if parts.port and PORTS.get(parts.scheme) != parts.port:
        host = f"{host}:{parts.port}"
    pairs = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k.lower() not in TRACKING]
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", urlencode(pairs), ""))
