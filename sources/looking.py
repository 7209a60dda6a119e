"""Looks again at watched articles: asks each site politely, reads the page, has it noted what is seen."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from sources import noticing, watch
from sources.confined import ConfinedError, run_confined
from sources.fetching import Answer, FetchRefused, fetch
from sources.models import ArticleChange, Snapshot, Watch
from sources.noticing import Seen
from sources.politeness import NotNow, retry_after, turn
from sources.reading import read_page
from sources.robots import may_fetch
from sources.snapshots import body_of
from sources.taking import take
from sources.text_changes import Reading
from sources.unread import Unread
from sources.watch_schedule import TROUBLE, Standing, standing

log = logging.getLogger(__name__)

EXTRACT: Final = "sources.extraction:extract"
AT_ONCE: Final = 200  # watches that one round picks up

Read = Mapping[str, Any]  # what sources.extraction.extract gives


def look_due(*, now: datetime | None = None, until: datetime | None = None) -> dict[str, int]:
    """Look at every article whose time has come, at each site one after the other.

    ``now`` stands for the clock in tests; ``until`` ends the round, what is left is for the next one.
    """
    began = now or timezone.now()
    told = {"looked": 0, "changed": 0, "waiting": 0}
    for pk in watch.due(now=began).values_list("pk", flat=True)[:AT_ONCE]:
        at = now or timezone.now()
        if until and at >= until:
            break
        claimed = watch.claim(pk, now=at)
        if claimed is None:
            continue
        try:
            changes = look(claimed, now=at)
        except NotNow as later:
            watch.put_off(claimed, until=later.until)
            told["waiting"] += 1
        except (OperationalError, InterfaceError):
            raise  # the database is away: the lease runs out and the article is looked at then
        except Exception:
            log.exception("look_failed", extra={"article": claimed.article_id})
            watch.put_off(claimed, until=at + TROUBLE)
        else:
            told["looked"] += 1
            told["changed"] += bool(changes)
    return told


def look(claimed: Watch, *, now: datetime) -> list[ArticleChange]:
    """One look at a claimed article, and what it changed.

    Raises:
        NotNow: the site wants to be left alone until then.
    """
    url = claimed.article.url
    try:
        if not may_fetch(url, now=now):
            seen = Seen(Standing.UNREADABLE, "robots")
            return noticing.note(watch=claimed, seen=seen, snapshot=None, now=now)
        with turn(url, now=now):
            answer = fetch(url)
    except FetchRefused as refused:
        seen = Seen(Standing.UNKNOWN, str(refused.code))
        return noticing.note(watch=claimed, seen=seen, snapshot=None, now=now)
    until = retry_after(answer, now=now)
    if until is not None:
        raise NotNow(until)
    return see(claimed, answer, now=now)


def see(claimed: Watch, answer: Answer, *, now: datetime) -> list[ArticleChange]:
    """What an answer says of a watched article, noted down."""
    found = standing(answer.status, requested=claimed.article.url, final=answer.url)
    if found != Standing.READABLE:
        detail = {"url": answer.url, "status": answer.status}
        seen = Seen(found, f"status_{answer.status}", detail=detail)
        return noticing.note(watch=claimed, seen=seen, snapshot=None, now=now)
    page = _read(answer)
    if page["kind"] != "article":
        # A page that says “not found” with a status of 200 is missing; a wall says nothing of the text.
        reason = str(page.get("reason") or page["kind"])
        seen = Seen(Standing.MISSING if reason == "missing" else Standing.UNREADABLE, reason)
        return noticing.note(watch=claimed, seen=seen, snapshot=None, now=now)
    before = reading_of(claimed.article.newest, like=page)
    after = Reading(page["title"], page["text"], page["notice"])
    seen = Seen(Standing.READABLE, before=before, after=after)
    with transaction.atomic():  # a new text is never kept without what is told of it
        article = take(answer, page, article=claimed.article)
        return noticing.note(watch=claimed, seen=seen, snapshot=article.newest, now=now)


def reading_of(snapshot: Snapshot | None, *, like: Read) -> Reading | None:
    """What an earlier look showed, as the extractor of today reads it.

    Read anew from the stored bytes where another version read it then, and where there is a notice now:
    whether it stood there before is known to the bytes alone.
    """
    if snapshot is None:
        return None
    if snapshot.extractor == like["extractor"] and not like["notice"]:
        return Reading(snapshot.title, snapshot.text)
    # A body that today's extractor cannot read leaves us with what was read then.
    with suppress(ConfinedError):
        page = run_confined(
            EXTRACT, body_of(snapshot), url=snapshot.url, media_type=snapshot.media_type, charset=""
        )
        if page["kind"] == "article":
            return Reading(page["title"], page["text"], page["notice"])
    return Reading(snapshot.title, snapshot.text)


def _read(answer: Answer) -> Read:
    """The page; one that is too hard to read is no article."""
    try:
        return read_page(answer)
    except Unread as refusal:
        return {"kind": "not_article", "reason": refusal.code}
