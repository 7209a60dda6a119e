"""What a robots.txt says of one address: read apart, for it is foreign text."""

from protego import Protego


def allows(body: bytes, *, url: str, agent: str) -> bool:
    """Whether a program called ``agent`` may read ``url``."""
    return bool(Protego.parse(body.decode("utf-8-sig", "replace")).can_fetch(url, agent))
