"""Mail to colleagues at the desk: what was sent to whom, what waits, and why something was given up."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from sources.admin.lists import RecordAdmin
from stories import questions
from stories.admin import words
from stories.admin.list_views import AskedAdmin, ViewFilter
from stories.admin.people import person
from stories.errors import Refused
from stories.models import OutgoingMail
from stories.outbox import try_again

SHOWN = 100  # characters of the last error in a list


@admin.register(OutgoingMail)
class OutgoingMailAdmin(AskedAdmin, RecordAdmin):
    """Every mail, newest first; what was given up can be taken up again."""

    list_display = ("about", "address", "how", "trouble", "queued")
    list_display_links = ("about",)
    questions = questions.MAIL
    list_filter = (ViewFilter, "state")
    search_fields = ("address", "story__slug", "message_id")
    search_help_text = "Address, story or Message-ID"
    ordering = ("-id",)
    actions = ("try_again",)
    fields = (
        *("recipient", "address", "how", "tries", "last_error", "created_at", "next_try", "sent_at"),
        *("subject", "text", "story", "event", "message"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingMail]:
        """Lists need no texts."""
        return super().get_queryset(request).defer("text")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One mail, under a short title: its subject stands below."""
        named = {"title": "Mail to a colleague", "subtitle": None, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, named)

    @admin.display(description="Mail", ordering="subject")
    def about(self, mail: OutgoingMail) -> str:
        """The subject without what all of them begin with."""
        return mail.subject.partition("] ")[2] or mail.subject

    @admin.display(description="Tries", ordering="attempts")
    def tries(self, mail: OutgoingMail) -> int:
        """How often it was tried to send it."""
        return mail.attempts

    @admin.display(description="Written", ordering="created_at")
    def queued(self, mail: OutgoingMail) -> datetime:
        """When what it tells happened."""
        return mail.created_at

    @admin.display(description="Next try")
    def next_try(self, mail: OutgoingMail) -> str:
        """Not before then; nothing for what was sent or given up."""
        waits = mail.state == OutgoingMail.State.OPEN
        return str(localize(localtime(mail.run_after))) if waits else ""

    @admin.display(description="Message-ID")
    def message(self, mail: OutgoingMail) -> str:
        """By which the mail server knows it."""
        return mail.message_id

    @admin.display(description="State", ordering="state")
    def how(self, mail: OutgoingMail) -> SafeString:
        """Waiting, sent, or given up."""
        return words.state(mail.state, mail.get_state_display())

    @admin.display(description="Trouble")
    def trouble(self, mail: OutgoingMail) -> str:
        """How often it was tried and what the server said last; all of it is on the page of the mail."""
        said = mail.last_error if len(mail.last_error) <= SHOWN else f"{mail.last_error[: SHOWN - 1]}…"
        return f"{mail.attempts} tries: {said}" if said and mail.attempts > 1 else said

    @admin.action(description="Try again to send the chosen mail", permissions=["view"])
    def try_again(self, request: HttpRequest, chosen: QuerySet[OutgoingMail]) -> None:
        """Take up what was given up; each refusal is told."""
        again = 0
        for mail in chosen.order_by("id"):
            try:
                try_again(mail=mail, by=person(request))
            except Refused as refusal:
                messages.error(request, refusal.message)
            else:
                again += 1
        if again:
            messages.success(request, f"{again} to be sent again, within the next seconds.")
