"""Which web addresses we open at all: the shape of a URL, its host, and the network it leads to."""

import re
import string
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote

import idna

LONGEST = 2048  # characters
PORTS = {"http": 80, "https": 443}
SPLIT = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
AUTHORITY = re.compile(r"//(?P<authority>[^/?#]+)(?P<path>[^?#]*)(?P<query>\?[^#]*)?")
BRACKETED = re.compile(r"\[(?P<host>[^\]]*)\](?::(?P<port>.*))?")
NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
QUAD = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")
# IANA's registry of special-use domain names, and names that private networks are known to use.
SPECIAL_USE = (
    *("localhost", "local", "internal", "home.arpa", "onion", "test", "invalid", "example", "alt", "arpa"),
    *("intranet", "private", "corp", "home", "lan"),
)
# IANA's special-purpose registries, and the address at which one large cloud answers its tenants.
BLOCKED_V4 = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
UNICAST_V6 = IPv6Network("2000::/3")
BLOCKED_V6 = tuple(
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


class Code(StrEnum):
    """Why an address was not opened, or its answer not taken."""

    BAD_URL = "bad_url"
    BAD_SCHEME = "bad_scheme"
    CREDENTIALS_IN_URL = "credentials_in_url"
    BAD_HOST = "bad_host"
    BAD_PORT = "bad_port"
    BLOCKED_ADDRESS = "blocked_address"
    DNS_FAILURE = "dns_failure"
    DNS_TIMEOUT = "dns_timeout"
    CONNECT_FAILED = "connect_failed"
    TLS_ERROR = "tls_error"
    TLS_DOWNGRADE = "tls_downgrade"
    TIMEOUT = "timeout"
    BAD_REDIRECT = "bad_redirect"
    REDIRECT_LOOP = "redirect_loop"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"
    DECOMPRESSION_BOMB = "decompression_bomb"
    BAD_ENCODING = "bad_encoding"
    BAD_TYPE = "bad_type"
    BAD_RESPONSE = "bad_response"
    TRUNCATED = "truncated"
    EMPTY_BODY = "empty_body"
    ROBOTS = "robots"
    BUSY = "busy"


class BadAddress(ValueError):
    """An address that is not opened, with the code that says why."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A web address that may be asked for: host in ASCII, path percent-encoded, no fragment."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host as it is written in a URL, with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address as text."""
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def literal(self) -> str:
        """The network address, where the host is one; else empty."""
        return self.host if ":" in self.host or QUAD.fullmatch(self.host) else ""


def web_address(url: str, *, trusted: Collection[str] = ()) -> WebAddress:
    """Read a URL as strictly as a browser would not; hosts in ``trusted`` need not be public names.

    Raises:
        BadAddress: it is no plain web address, or names a host that is not on the public internet.
    """
    url = url.strip(" \t\n\r\f")
    if len(url) > LONGEST or "\\" in url or any(map(_unseen, url)):
        raise BadAddress(Code.BAD_URL)
    scheme, rest = _scheme(url)
    parts = AUTHORITY.match(rest)
    if not parts:
        raise BadAddress(Code.BAD_URL)
    host, port = _host_and_port(parts["authority"], trusted)
    number = _port(port, scheme, free=host in trusted)
    if ":" in host or QUAD.fullmatch(host):
        refuse_blocked(host, trusted=host in trusted)
    safe = string.punctuation
    target = quote(parts["path"] or "/", safe=safe) + quote(parts["query"] or "", safe=safe)
    return WebAddress(scheme, host, number, target)


def check_redirect(left: WebAddress, url: str, trusted: Collection[str]) -> None:
    """Refuse to be led from an encrypted page to an open one, or by a stranger to a host in ``trusted``.

    Such a host is on a private network: what leads there must be our own wish, not somebody's redirect.

    Raises:
        BadAddress: this redirect would.
    """
    found = web_address(url, trusted=trusted)
    if left.scheme == "https" and found.scheme == "http":
        raise BadAddress(Code.TLS_DOWNGRADE)
    if found.host in trusted and left.host not in trusted:
        raise BadAddress(Code.BLOCKED_ADDRESS)


def refuse_blocked(address: str, *, trusted: bool = False) -> None:
    """Refuse a network address that is not one of the public internet.

    Raises:
        BadAddress: it is private, reserved, multicast, or wraps another address.
    """
    if not trusted and not is_public(address):
        raise BadAddress(Code.BLOCKED_ADDRESS)


def nowhere(trusted: Collection[str]) -> str:
    """A regular expression, for us and for the database, of canonical URLs that lead to no host at all.

    They are of names that the public internet does not have, such as ``news.example`` or ``intranet``, and
    not of a server that is ``trusted``: such an address is never opened, so nobody need try.
    """
    end = "(?::[0-9]+)?/"
    let_through = f"(?!(?:{_any(trusted)}){end})" if trusted else ""
    return rf"^https?://{let_through}(?:[^./:\[]+|(?:[^/]*\.)?(?:{_any(SPECIAL_USE)})){end}"


def _any(names: Collection[str]) -> str:
    return "|".join(map(re.escape, names))


def is_public(address: str) -> bool:
    """Whether a network address belongs to a host of the public internet (allow-list, not ``is_global``)."""
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, IPv4Address):
        return not any(parsed in network for network in BLOCKED_V4)
    return parsed in UNICAST_V6 and not any(parsed in network for network in BLOCKED_V6)


def _unseen(character: str) -> bool:
    """Whether it is a control, a format mark, or any kind of white space."""
    return unicodedata.category(character)[0] in "CZ"


def _scheme(url: str) -> tuple[str, str]:
    split = SPLIT.fullmatch(url)
    if not split:
        raise BadAddress(Code.BAD_URL)
    scheme = split["scheme"].lower()
    if scheme not in PORTS:
        raise BadAddress(Code.BAD_SCHEME)
    return scheme, split["rest"]


def _host_and_port(authority: str, trusted: Collection[str]) -> tuple[str, str]:
    if "@" in authority:
        raise BadAddress(Code.CREDENTIALS_IN_URL)
    if authority.startswith("["):
        bracketed = BRACKETED.fullmatch(authority)
        if not bracketed:
            raise BadAddress(Code.BAD_URL)
        return _v6(bracketed["host"]), bracketed["port"] or ""
    host, _, port = authority.partition(":")
    return _name(host, trusted), port


def _v6(host: str) -> str:
    if "%" in host or host[:1] in "vV":
        raise BadAddress(Code.BAD_HOST)
    try:
        return str(IPv6Address(host))
    except AddressValueError as error:
        raise BadAddress(Code.BAD_URL) from error


def _port(port: str, scheme: str, *, free: bool) -> int:
    if not port:
        return PORTS[scheme]
    if not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65535:
        raise BadAddress(Code.BAD_URL)
    if int(port) not in PORTS.values() and not free:
        raise BadAddress(Code.BAD_PORT)
    return int(port)


def _name(host: str, trusted: Collection[str]) -> str:
    """The host in ASCII (UTS 46), if it can be a host of the public internet or is trusted."""
    if "%" in host or not host:
        raise BadAddress(Code.BAD_HOST if host else Code.BAD_URL)
    try:
        name = idna.encode(host.removesuffix("."), uts46=True, std3_rules=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise BadAddress(Code.BAD_HOST) from error
    if name in trusted:
        return name
    labels = name.split(".")
    if NUMERIC.fullmatch(labels[-1]):
        if not QUAD.fullmatch(name) or any(int(label) > 255 for label in labels):
            raise BadAddress(Code.BAD_HOST)
        return name
    special = any(name == use or name.endswith(f".{use}") for use in SPECIAL_USE)
    if len(labels) == 1 or "" in labels or len(name) > 253 or special:
        raise BadAddress(Code.BAD_HOST)
    return name
