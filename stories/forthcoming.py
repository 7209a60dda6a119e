"""The public story as it would be if an edition were published now: what every preview shows."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from stories.checks import live_document
from stories.coverage import count_articles
from stories.editing import Plan
from stories.facts import correction_fact, gather
from stories.models import Edition
from stories.public import public_story
from stories.publishing import advance, noted_correction


def forthcoming(
    edition: Edition, document: Mapping[str, Any], *, now: datetime, plan: Plan | None = None
) -> dict[str, Any]:
    """What readers would be given, but for its ``seq``; nothing is written.

    ``document`` may hold sources that are not in the catalogue yet, ``plan`` what was typed and not saved.
    """
    story, edition = copy.copy(edition.story), copy.copy(edition)
    if plan:
        edition.change_type, edition.change_note, edition.change_target = plan.change, plan.note, plan.target
    edition.story = story
    advance(story, edition, now)
    count = count_articles(story, citing=document)
    if count != story.article_count or story.as_of is None:
        story.article_count, story.as_of = count, now
    facts = gather(story, document)
    before = live_document(story.pk)
    correction = noted_correction(edition, before, document, now) if before else None
    if correction:
        facts["corrections"].insert(0, correction_fact(correction))
    return public_story(public_id=story.public_id, document=document, facts=facts, base_url=settings.SITE_URL)
