"""A preview shows exactly what publishing then makes public."""

import copy
from datetime import UTC, datetime

from django.conf import settings
from django.utils.module_loading import import_string

from stories.editing import Plan, new_edition, save_edition
from stories.forthcoming import forthcoming
from stories.ledger import public_at
from stories.models import LedgerEntry
from stories.publishing import publish
from stories.revisions import edition_document
from stories.tests.conftest import DOCUMENT
from stories.workflow import approval_digest, approve, submit

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


def but_seq(public):
    return {name: value for name, value in public.items() if name != "seq"}


def published(story):
    return but_seq(public_at(LedgerEntry.objects.filter(story=story).latest("seq"))[0])


def test_a_first_publication_is_what_its_preview_showed(approved, editor):
    foreseen = forthcoming(approved, edition_document(approved), now=NOW)
    publish(edition=approved, by=editor, now=NOW)
    assert but_seq(foreseen) == published(approved.story)
    assert foreseen["update_label"]["text"] == "Updated (2 articles)"


def test_a_correction_is_what_its_preview_showed_before_it_was_saved(published_story, reporter, editor):
    plan = Plan("correction", note="We had the number of cracks wrong.", target="s1a2")
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    document = copy.deepcopy(edition_document(edition))
    document["sections"][0]["body"] = document["sections"][0]["body"].replace("14", "17")
    foreseen = forthcoming(edition, document, now=NOW, plan=plan)
    revision = save_edition(
        edition=edition, document=document, by=reporter, lock_version=edition.lock_version, plan=plan
    )
    edition = submit(edition=revision.edition, by=reporter)
    edition = approve(edition=edition, by=editor, seen=approval_digest(edition))
    publish(edition=edition, by=editor, now=NOW)
    assert but_seq(foreseen) == published(published_story)
    assert "17 cracks" in foreseen["corrections"][0]["new"]


def test_a_preview_writes_nothing_and_counts_sources_that_are_not_in_the_catalogue_yet(draft):
    document = copy.deepcopy(DOCUMENT) | {"topics": []}
    before = (LedgerEntry.objects.count(), draft.story.version)
    foreseen = forthcoming(draft, document, now=NOW)
    draft.story.refresh_from_db()
    assert (LedgerEntry.objects.count(), draft.story.version) == before
    assert foreseen["update_label"]["article_count"] == 2


def test_the_page_of_a_preview_says_that_it_is_one(draft):
    page = import_string(settings.PREVIEW_PAGE)(
        forthcoming(draft, edition_document(draft), now=NOW), note="Edition 1 as it is now."
    ).decode()
    assert "Preview: not published" in page
    assert "Edition 1 as it is now." in page
    assert 'name="robots" content="noindex"' in page
    assert draft.headline in page
    assert "/history/" not in page
