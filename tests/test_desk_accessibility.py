"""axe finds nothing wrong with any screen of the desk, by day and by night."""

import pytest
from django.urls import reverse

from stories import decisions
from stories.editing import Plan, new_edition, save_edition
from stories.revisions import edition_document
from stories.tests.covering import suggested
from stories.workflow import submit
from tests.browsing import needs_browser, violations

pytestmark = needs_browser


@pytest.fixture
def screens(published_story, in_review_again, duty):
    """The addresses of the desk's screens, those of a story with an open decision among them."""
    suggested()
    decisions.propose(story=published_story, action="retract", by=duty, reason="A drill.")
    story, edition = (published_story.pk,), (in_review_again.pk,)
    return [
        reverse(f"admin:{name}", args=args)
        for name, args in (
            ("index", ()),
            ("login", ()),
            ("calendar", ()),
            ("stories_story_changelist", ()),
            ("stories_edition_changelist", ()),
            ("stories_pendingdecision_changelist", ()),
            ("stories_workflowevent_changelist", ()),
            ("stories_outgoingmail_changelist", ()),
            ("sources_article_changelist", ()),
            ("stories_story_add", ()),
            ("stories_story_import", ()),
            ("stories_coverage_triage", ()),
            ("stories_coverage_changelist", ()),
            ("stories_story_change", story),
            ("stories_story_history", story),
            ("stories_story_compare", story),
            ("stories_edition_change", edition),
        )
    ] + [reverse("admin:stories_story_standing", args=(published_story.pk, "take_down"))]


@pytest.fixture
def in_review_again(published_story, reporter):
    """An update of the live story that waits for review."""
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    document = edition_document(edition) | {"standfirst": "Shut on Tuesday, and shut it stays."}
    save_edition(edition=edition, document=document, by=reporter, lock_version=edition.lock_version)
    edition.refresh_from_db()
    return submit(edition=edition, by=reporter)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_any_screen(sign_in, screens, other_duty, theme):
    page = sign_in(other_duty, color_scheme=theme)
    found = {}
    for path in screens:
        page.goto(path)
        if wrong := violations(page):
            found[path] = wrong
    assert found == {}
