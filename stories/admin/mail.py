"""Mail to colleagues at the desk: what was sent to whom, what waits, and why something was given up."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from sources.admin.lists import RecordAdmin
from stories.admin import words
from stories.admin.people import person
from stories.errors import Refused
from stories.models import OutgoingMail
from stories.outbox import try_again

SHOWN = 100  # characters of the last error in a list


@admin.register(OutgoingMail)
class OutgoingMailAdmin(RecordAdmin):
    """Every mail, newest first; what was given up can be taken up again."""

    list_display = ("created_at", "subject", "address", "how", "attempts", "trouble", "sent_at")
    list_display_links = ("subject",)
    list_filter = ("state",)
    search_fields = ("address", "story__slug", "message_id")
    search_help_text = "Address of a person, address of a story, or Message-ID"
    ordering = ("-id",)
    actions = ("try_again",)
    fields = (
        *("subject", "recipient", "address", "how", "attempts", "last_error"),
        *("created_at", "run_after", "sent_at", "story", "event", "message_id", "text"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingMail]:
        """Lists need no texts."""
        return super().get_queryset(request).defer("text")

    @admin.display(description="State", ordering="state")
    def how(self, mail: OutgoingMail) -> SafeString:
        """Waiting, sent, or given up."""
        return words.state(mail.state, mail.get_state_display())

    @admin.display(description="Last error")
    def trouble(self, mail: OutgoingMail) -> str:
        """What the mail server said last; all of it is on the page of the mail."""
        said = mail.last_error
        return said if len(said) <= SHOWN else f"{said[: SHOWN - 1]}…"

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
