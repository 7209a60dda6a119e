"""Registrable domains by the public suffix list: “news.site.co.uk” is of “site.co.uk”, which has an owner."""

from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList


def host_of(url: str) -> str:
    """The host of a web address in small letters, without a closing dot; “” where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def registrable(host: str) -> str:
    """The registrable domain of ``host``; an address or a name without one is its own."""
    host = host.lower().rstrip(".")
    if is_address(host):
        return host
    found: str | None = _suffixes().privatesuffix(host)
    return found or host


def up_to_registrable(host: str) -> list[str]:
    """``host`` without “www.” and every domain above it down to the registrable one, the longest first."""
    host = host.lower().rstrip(".")
    least = registrable(host)
    names = [host]
    while host != least and "." in host:
        host = host.partition(".")[2]
        names.append(host)
    return [name for name in names if name == least or not name.startswith("www.")]


def is_address(host: str) -> bool:
    """Whether a host is a network address, not a name."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
