"""Identifiers that leave the house: public ids, and the keys by which two spellings are one thing."""

import re
import secrets
import string
import unicodedata
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread
# Parameters that say how a reader came, never what is read. Only names that mean nothing else are here:
# `cid`, `id`, `ref`, `source`, `from` and their like choose the article at some site.
TRACKING = frozenset(
    {
        # clicks, as search engines and networks number them
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ymclid", "ysclid"),
        *("twclid", "ttclid", "li_fat_id", "igshid", "igsh", "rb_clickid", "s_kwcid", "_openstat"),
        *("fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "__twitter_impression"),
        # newsletters and measuring
        *("mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "hsctatracking", "mkt_tok", "vero_id"),
        *("oly_anon_id", "oly_enc_id", "wickedid", "wt_mc", "wt_zmc", "xtor", "cmpid", "ocid"),
        *("pk_campaign", "pk_kwd", "pk_source", "pk_medium", "pk_content", "piwik_campaign", "piwik_kwd"),
        *("guccounter", "guce_referrer", "guce_referrer_sig", "soc_src", "soc_trk", "smid", "smtyp"),
        *("ns_source", "ns_mchannel", "ns_campaign", "ns_linkname", "ns_fee", "at_medium", "at_campaign"),
        *("at_link_id", "at_link_type", "at_link_origin", "at_ptr_name", "at_bbc_team", "at_format"),
        *("at_custom1", "at_custom2", "at_custom3", "at_custom4", "at_campaign_type"),
    }
)
TRACKING_BEGINS = ("utm_", "mtm_")
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
    return "&".join(_encoded(piece) for piece in pieces if not _tracks(piece.partition("=")[0].lower()))


def _tracks(name: str) -> bool:
    return name in TRACKING or name.startswith(TRACKING_BEGINS)


def _encoded(text: str) -> str:
    """``text`` in ASCII; what is percent-encoded already stays so, in capitals."""
    return re.sub(
        "%[0-9a-f]{2}", lambda code: code[0].upper(), quote(text, safe=string.punctuation), flags=re.I
    )
