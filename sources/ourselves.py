"""How we present ourselves at other people's servers."""

from typing import Final

AGENT: Final = "NewsroomBot"  # the name that robots.txt knows us by
ROBOT_PAGE: Final = "/robot/"  # where our own site says what we read, and why


def user_agent(site_url: str) -> str:
    """The User-Agent of every request: who we are, and where that is explained."""
    return f"{AGENT}/1.0 (+{site_url}{ROBOT_PAGE})"
