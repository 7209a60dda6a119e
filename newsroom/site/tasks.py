"""Doorbells of the public site: each looks in the database for what there is to do."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from newsroom.site import reconciling, reports
from newsroom.site.drain import Drained, drain
from newsroom.site.follower import follow
from newsroom.site.jobs import enqueue
from newsroom.site.kinds import NEWS_SITEMAP
from newsroom.site.spelling import forget_words as forget
from newsroom.site.spelling import learn_words as learn

log = logging.getLogger(__name__)
LONGEST_DRAIN = timedelta(seconds=50)  # the next bell goes on; a worker asked to stop need not wait long


@shared_task
def follow_ledger() -> dict[str, float]:
    """Ask for the pages that new ledger entries change and build them right away."""
    read = follow()
    return {"read": read, **_drain().as_json()}


@shared_task
def drain_pages() -> dict[str, float]:
    """Build the pages that are asked for."""
    return _drain().as_json()


@shared_task
def renew_news_sitemap() -> int:
    """Ask for the news sitemap, from which stories fall by age alone."""
    return enqueue([(NEWS_SITEMAP, 0)])


@shared_task
def reconcile() -> dict[str, object]:
    """Compare read model, records and files, and ask for repairs."""
    report = reconciling.reconcile().as_json()
    log.info("reconciled", extra=report)
    return report


@shared_task
def learn_words() -> int:
    """Take in the words of stories that changed, for questions that are misspelled."""
    return learn()


@shared_task
def forget_words() -> int:
    """Drop the words that no public story holds any more."""
    return forget()


@shared_task
def forget_senders() -> int:
    """Drop what stands for the addresses of those who reported an error more than a day ago."""
    return reports.forget_senders()


def _drain() -> Drained:
    return drain(until=timezone.now() + LONGEST_DRAIN)
