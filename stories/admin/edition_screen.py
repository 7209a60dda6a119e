"""The edition screen: everything of one text on one page, saved at once, lost never."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from stories import autosaving
from stories.admin import steps, words
from stories.admin.edition_forms import EXAMPLES, EntryForm, SectionForm, SourceForm
from stories.admin.edition_text import TextForms, is_filled
from stories.admin.findings import findings
from stories.admin.notes import notes_beside
from stories.admin.people import person
from stories.admin.pins import opened_with
from stories.admin.quoting import Shown, shown
from stories.admin.reading import readable
from stories.admin.second_eyes import second_eyes
from stories.admin.sharing import shared
from stories.admin.side_by_side import Beside, side_by_side
from stories.admin.taking import with_takes
from stories.admin.typed import data_of, given_version
from stories.admin.writing import confirmed_headings
from stories.checks import Desk, desk_of, run
from stories.document import DocumentError
from stories.editing import Plan, save_edition, with_articles
from stories.errors import Refused, StaleSave
from stories.models import Autosave, Edition, Revision
from stories.people import zone_of
from stories.quotations import look_up
from stories.quoted import Quote
from stories.revisions import edition_document
from stories.waiting import waiting
from stories.workflow import approval_digest

BLANK_ROWS = {"sections": SectionForm, "sources": SourceForm, "timeline": EntryForm}


@dataclass(frozen=True, slots=True)
class Stale:
    """A save that came second: what the others wrote, what the editor wrote, and who they were."""

    by: str
    at: Any
    differences: list[Beside]


class EditionScreen:
    """One request for the screen of one edition."""

    def __init__(self, request: HttpRequest, edition: Edition, site_context: Mapping[str, Any]) -> None:
        self.request = request
        self.edition = edition
        self.site_context = site_context
        self.user = person(request)
        self.base = edition_document(edition)
        self.lock_version = edition.lock_version
        self.opening = secrets.token_urlsafe(12)
        self.stale: Stale | None = None
        self.put_back: Autosave | None = None

    def respond(self) -> HttpResponse:
        """Show the screen, or save what was typed."""
        if self.request.method == "POST":
            self.opening = self.request.POST.get(autosaving.OPENING) or self.opening
            return self._posted(self.request.POST)
        buffer = autosaving.kept_for(edition=self.edition, by=self.user)
        if buffer and self.request.GET.get("unsaved") == "put-back":
            return self._put_back(buffer)
        return self._page(TextForms(document=self.base, plan=Plan.of(self.edition)), offered=buffer)

    def _posted(self, data: QueryDict) -> HttpResponse:
        forms = TextForms(document=self.base, plan=Plan.of(self.edition), data=data)
        document = forms.document(by_date="_by_date" in data)
        given = self.lock_version = given_version(
            data
        )  # what is refused now is no fresher for being shown again
        if document is None:
            messages.error(self.request, "Nothing is saved yet: see what is marked below.")
            return self._page(forms)
        if "_beside" in data:
            return self._beside(forms, document, given)
        return self._save(forms, document, given)

    def _beside(self, forms: TextForms, document: dict[str, Any], given: int) -> HttpResponse:
        """Theirs and yours beside one another; nothing is saved, even if there is no theirs."""
        if given < self.edition.lock_version:
            return self._stale_page(forms, document, given)
        messages.info(self.request, "Nobody else has saved since you opened this text.")
        return self._page(forms)

    def _put_back(self, buffer: Autosave) -> HttpResponse:
        """The screen as it was left, nothing of it saved; beside theirs if somebody has saved since."""
        self.put_back, self.opening = buffer, autosaving.opening_of(buffer.fields)
        data = data_of(buffer.fields)
        forms = TextForms(document=self.base, plan=Plan.of(self.edition), data=data)
        document = forms.document()
        if document is None:
            self.lock_version = buffer.lock_version
        elif buffer.lock_version < self.edition.lock_version:
            return self._stale_page(forms, document, buffer.lock_version)
        return self._page(forms)

    def _save(self, forms: TextForms, document: dict[str, Any], given: int) -> HttpResponse:
        try:
            with transaction.atomic():
                revision = save_edition(
                    edition=self.edition,
                    document=with_articles(document),
                    by=self.user,
                    lock_version=given,
                    plan=forms.plan(self.edition),
                    hints=self._hints(document),
                )
        except StaleSave as stale:
            messages.warning(self.request, stale.message)
            return self._stale_page(forms, document, given)
        except DocumentError as error:
            forms.add_document_error(error, document)
        except Refused as refusal:
            messages.error(self.request, refusal.message)
        else:
            return self._saved(revision, forms.let_go)
        return self._page(forms)

    def _saved(self, revision: Revision, let_go: Sequence[Quote]) -> HttpResponse:
        self.edition.refresh_from_db()
        autosaving.forget(edition=self.edition, by=self.user, opening=self.opening)
        new = (
            revision.number == self.edition.revisions.count()
            and self.edition.lock_version != self.lock_version
        )
        messages.success(
            self.request,
            f"Saved as revision {revision.number}." if new else "Nothing had changed: nothing to save.",
        )
        if let_go:
            passages = "A pinned passage was" if len(let_go) == 1 else f"{len(let_go)} pinned passages were"
            messages.warning(self.request, f"{passages} let go, because the sentence changed or went.")
        if self.request.POST.get("_step") == "submit":
            steps.take(self.request, self.edition, "submit")
        return redirect("admin:stories_edition_change", self.edition.pk)

    def _hints(self, document: Mapping[str, Any]) -> dict[str, Any] | None:
        """A heading that its editor saw and saved is confirmed."""
        hints: dict[str, Any] = self.edition.revisions.order_by("-number")[0].digest_hints
        if not hints.get("unconfirmed_headings"):
            return None
        confirmed = confirmed_headings(self.request.POST, self.base, document)
        open_ones = [key for key in hints["unconfirmed_headings"] if key not in confirmed]
        return {**hints, "unconfirmed_headings": open_ones}

    def _stale_page(self, forms: TextForms, document: dict[str, Any], given: int) -> HttpResponse:
        self.edition.refresh_from_db()
        newest = self.edition.revisions.select_related("author").order_by("-number")[0]
        opened = self.edition.revisions.filter(number=given).first()
        self.lock_version = self.edition.lock_version
        beside = side_by_side(opened.document if opened else None, newest.document, document)
        self.stale = Stale(str(newest.author), newest.created_at, with_takes(beside, newest.document, forms))
        return self._page(forms, status=409)

    def _page(self, forms: TextForms, *, status: int = 200, offered: Autosave | None = None) -> HttpResponse:
        edition, now = self.edition, timezone.now()
        desk = desk_of(edition, document=self.base if self.request.method == "GET" else None)
        issues = run(desk)
        possible = steps.offered(edition, self.user)
        may_edit = edition.state in Edition.EDITABLE and self.user.has_perm("stories.change_edition")
        context = {
            **self.site_context,
            **findings(edition, issues, self.user),
            "title": desk.document["headline"] or "New story",
            "opts": Edition._meta,
            "state_word": words.edition_state(edition),
            "story_word": words.story_state(edition.story),
            "waits": waiting(edition, now, zone_of(self.user)),
            "forms": forms,
            "may_edit": may_edit,
            "lock_version": self.lock_version,
            "seen": approval_digest(edition, desk.document),
            "document": desk.document,
            "steps": possible,
            "unconfirmed": desk.unconfirmed_headings,
            "stale": self.stale,
            "eyes": second_eyes(edition, now),
            "opening": self.opening,
            "offered": offered if may_edit else None,
            "put_back": self.put_back,
            "blanks": _blank_rows(forms),
            "places": _places(desk.document),
            "examples": EXAMPLES,
            "public_url": f"/stories/{edition.story.slug}/" if edition.story.version else "",
            "last_request": _last_request(edition),
            "notes": notes_beside(self.request, edition, desk.document, by_script=may_edit),
            "quotations": _quotations(forms, desk),
            "sharing": shared(self.request, edition, by_script=may_edit),
            "media": forms.sources.empty_form.media,
        }
        if not may_edit:
            context["reading"] = readable(desk.document)
        template = "admin/stories/edition/change_form.html" if may_edit else "admin/stories/edition/read.html"
        return TemplateResponse(self.request, template, context, status=status)


def _quotations(forms: TextForms, desk: Desk) -> list[Shown]:
    """Those of the text on the screen: what was typed, if it makes a text, else what is saved."""
    if forms.made is None:
        return shown(desk.document, desk.quotations)
    return shown(forms.made, look_up(forms.made), opened=opened_with(forms.data))


def _blank_rows(forms: TextForms) -> dict[str, dict[str, Any]]:
    """For each group a row to copy by script, and one for those who work without scripts."""
    blanks = {}
    for group, form in BLANK_ROWS.items():
        rows = getattr(forms, group)
        filled = [index for index, row in enumerate(rows.forms) if is_filled(row)]
        next_index = max(filled, default=-1) + 1 if rows.is_bound else rows.total_form_count()
        initial = {"number": next_index + 1} if group == "sources" else {}
        spare = form(prefix=f"{group}-{next_index}", initial=initial, use_required_attribute=False)
        rows.add_fields(spare, next_index)
        blanks[group] = {"copy": rows.empty_form, "spare": spare, "total": next_index + 1}
    return blanks


def _places(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a correction can be bound to."""
    sections = [(s["key"], f"Section {n}: {s['heading']}") for n, s in enumerate(document["sections"], 1)]
    entries = [(e["key"], f"Timeline {n}: {e['text'][:60]}") for n, e in enumerate(document["timeline"], 1)]
    return [("", "The whole text"), *sections, *entries]


def _last_request(edition: Edition) -> str:
    """What the reviewer asked for, while it is to be done."""
    if edition.state != Edition.State.CHANGES_REQUESTED:
        return ""
    event = edition.events.filter(action="request_changes").select_related("by").first()
    return f"{event.by}: {event.reason}" if event else ""
