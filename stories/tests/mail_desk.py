"""A newsroom full of people, and the shortest ways to each event that somebody is told of."""

from newsroom.accounts.models import User
from stories import decisions, standing, workflow
from stories.editing import assign_story, create_story, save_edition
from stories.models import Edition, OutgoingMail, WorkflowEvent
from stories.notes import add_note, resolve_note
from stories.publishing import publish, publish_urgently
from stories.revisions import edition_document
from stories.tests.conftest import DOCUMENT, person
from stories.workflow import approval_digest

WHY = "Both sources have withdrawn their reports."


class Desk:
    """A newsroom in which Rosa wrote a text together with Ines, who left, and Nora, who has no address."""

    def __init__(self, make_document):
        self.make_document = make_document
        roles = {
            **dict.fromkeys(("rosa", "ruben", "ines", "nora"), "reporter"),
            **dict.fromkeys(("edith", "emil"), "editor"),
            **dict.fromkeys(("dora", "dan"), "duty editor"),
            **{
                "hana": "legal",
                "anton": "publisher desk",
                "lise": "partner manager",
                "ravi": "administrator",
            },
        }
        for name, role in roles.items():
            setattr(self, name, person(name, role))
        User.objects.create_superuser("root", "root@newsroom.example", "a long enough password")
        self.edition = create_story(document=make_document(), by=self.rosa)
        self.write(self.ines, "Nobody Crosses the Harbour")
        self.write(self.nora, DOCUMENT["headline"])
        User.objects.filter(pk=self.ines.pk).update(is_active=False)
        User.objects.filter(pk=self.nora.pk).update(email="")

    @property
    def story(self):
        return self.edition.story

    def write(self, by, headline):
        self.edition.refresh_from_db()
        document = edition_document(self.edition) | {"headline": headline}
        save_edition(edition=self.edition, document=document, by=by, lock_version=self.edition.lock_version)
        self.edition.refresh_from_db()

    def submit(self):
        self.edition = workflow.submit(edition=self.edition, by=self.rosa)

    def send_back(self, by):
        self.edition = workflow.request_changes(edition=self.edition, by=by, reason="Name the inspectors.")

    def approve(self, by=None):
        seen = approval_digest(self.edition)
        self.edition = workflow.approve(edition=self.edition, by=by or self.edith, seen=seen)

    def approved(self):
        self.submit()
        self.approve()

    def live(self, by=None):
        self.approved()
        publish(edition=self.edition, by=by or self.edith)
        self.edition.refresh_from_db()

    def urgent(self):
        publish_urgently(edition=self.edition, by=self.dora, reason="Lives depend on it.")
        self.edition.refresh_from_db()

    def assign(self, to, by=None, **changes):
        given = {"byline": self.story.byline, "assigned_to": to, "assigned_until": None} | changes
        self.edition.story = assign_story(story=self.story, by=by or self.edith, **given)

    def down(self):
        self.live()
        standing.change_standing(action="take_down", story=self.story, by=self.dora, reason=WHY, code="error")
        return self.story.decisions.get()

    def propose(self, action, by, **given):
        return decisions.propose(story=self.story, action=action, by=by, reason=WHY, **given)

    def note(self, by, *mentioned):
        called = "".join(f" @{one.username}" for one in mentioned)
        return add_note(edition=self.edition, text=f"Who counted?{called}", by=by)

    def another_live_story(self):
        first = self.edition
        self.edition = create_story(document=self.make_document(headline="Tunnel Queues Grow"), by=self.ruben)
        seen = approval_digest(workflow.submit(edition=self.edition, by=self.ruben))
        self.edition = workflow.approve(edition=self.edition, by=self.edith, seen=seen)
        publish(edition=self.edition, by=self.edith)
        other, self.edition = self.edition.story, first
        other.refresh_from_db()
        return other

    def newest_kind(self):
        newest = WorkflowEvent.objects.order_by("-id")[0]
        return "publish_failed" if newest.to_state == Edition.State.PUBLISH_FAILED else newest.action

    def told(self):
        """The names on the mail about the newest event."""
        newest = WorkflowEvent.objects.order_by("-id")[0]
        mail = OutgoingMail.objects.filter(event=newest).select_related("recipient")
        names = [one.recipient.username for one in mail]
        assert len(names) == len(set(names))
        assert all(one.address == one.recipient.email for one in mail)
        return set(names)

    def resolve(self, note, by):
        resolve_note(note=note, by=by)
