"""How long ago something was, or how soon it will be, in the one unit that matters."""

from datetime import datetime, timedelta

from django.utils.timesince import timesince

MOMENT = timedelta(minutes=1)


def ago(at: datetime, now: datetime, *, bare: bool = False) -> str:
    """“3 hours ago”; without “ago” where ``bare``."""
    if now - at < MOMENT:
        return "a moment" if bare else "just now"
    span = timesince(at, now, depth=1).replace("\xa0", " ")
    return span if bare else f"{span} ago"


def ahead(at: datetime, now: datetime) -> str:
    """“in 3 hours”."""
    if at - now < MOMENT:
        return "within a minute"
    return f"in {timesince(now, at, depth=1)}".replace("\xa0", " ")
