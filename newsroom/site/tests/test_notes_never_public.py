"""What colleagues say of a text is on no page, in no file and in no answer of the API."""

import pytest

from newsroom.site.drain import drain
from newsroom.site.follower import follow
from stories.editing import Plan, new_edition
from stories.models import Note
from stories.notes import add_note, reopen_note, resolve_note
from stories.previews import preview_path, share_preview
from stories.publishing import publish
from stories.revisions import latest_revision
from stories.tests.conftest import *  # noqa: F403 - the same cast
from stories.workflow import approval_digest, approve, submit

pytestmark = pytest.mark.django_db
CANARY = "zanzibargoose"


def remark(edition, by):
    """A note at each place of a text; one resolved, one reopened."""
    places = [
        "",
        *edition.sections.values_list("key", flat=True),
        *edition.timeline.values_list("key", flat=True),
    ]
    notes = [add_note(edition=edition, text=f"Mind the {CANARY}.", place=place, by=by) for place in places]
    for note in notes[:2]:
        resolve_note(note=note, by=by)
    reopen_note(note=notes[1], by=by)


def test_no_page_file_or_answer_holds_a_note(client, folder, approved, reporter, editor):
    remark(approved, editor)
    story = approved.story
    publish(edition=approved, by=editor)
    remark(approved, editor)
    second = new_edition(story=story, plan=Plan("update", note="More is known."), by=reporter)
    remark(second, reporter)
    link = share_preview(revision=latest_revision(second), recipient="Dr Fox", days=1, by=reporter)
    assert CANARY not in client.get(preview_path(link)).content.decode()
    second = submit(edition=second, by=reporter)
    second = approve(edition=second, by=editor, seen=approval_digest(second))
    publish(edition=second, by=editor)
    follow()
    drain()

    assert Note.objects.filter(text__contains=CANARY).count() == 15
    files = [path for path in folder.root.rglob("*") if path.is_file()]
    assert any(path.parts[-2] == story.slug for path in files)
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    story.refresh_from_db()
    for path in ("stories", f"stories/{story.public_id}", f"stories/{story.public_id}/versions", "changes"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200
        assert CANARY not in answer.content.decode()
    assert client.get("/api/v1/stories", {"q": CANARY}).json()["results"] == []
