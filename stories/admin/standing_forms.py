"""What is asked for before the standing of a story changes: one small form, made of what the action needs."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from stories import decisions
from stories.admin.edition_forms import DeskForm, lines
from stories.admin.standing_words import SHEETS
from stories.errors import LONGEST_REASON, Refused
from stories.merging import target_of
from stories.models import Story
from stories.people import Person
from stories.standing import TakeDownCode, change_standing, missing_reason, rename

ANSWERS = dict.fromkeys(TakeDownCode.CHOICES, "410") | {"legal": "451"}
FIELD_OF: Mapping[str, str] = {
    "reason_missing": "reason",
    "bad_reason": "reason",
    "code_missing": "code",
    "bad_slug": "slug",
    "same_slug": "slug",
    "slug_taken": "slug",
}


class StandingForm(DeskForm):
    """The fields of one action. What is missing is told for all at once; the rest the action checks."""

    code = forms.ChoiceField(
        label="What kind of reason is it?",
        choices=[
            (code, f"{label} – the page answers {ANSWERS[code]}")
            for code, label in TakeDownCode.CHOICES.items()
        ],
        error_messages={"required": TakeDownCode.MISSING},
        widget=forms.RadioSelect,
    )
    slug = forms.CharField(
        label="New address",
        required=False,
        max_length=120,
        help_text="Words and hyphens, such as “harbour-bridge”.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    target = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    reason = forms.CharField(max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, action: str, story: Story, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.action, self.story, self.sheet = action, story, SHEETS[action]
        for name in ("code", "slug", "target"):
            if name not in self.sheet.asks:
                del self.fields[name]
        if self.sheet.reason:
            field = self.fields["reason"]
            field.label, field.help_text = self.sheet.reason, self.sheet.reason_help
            field.error_messages["required"] = missing_reason(action)
        else:
            del self.fields["reason"]

    def clean_reason(self) -> str:
        """Line feeds alone."""
        return lines(self.cleaned_data["reason"])

    def take(self, by: Person) -> Refused | None:
        """Do or propose what was filled in; a refusal for a field is put beside it, any other handed back."""
        try:
            self._act(by)
        except Refused as refusal:
            field = FIELD_OF.get(refusal.code)
            if field not in self.fields:
                return refusal
            self.add_error(field, refusal.message)
        return None

    def _act(self, by: Person) -> None:
        typed = {**self.cleaned_data, "story": self.story, "by": by}
        target = typed.pop("target", None)
        act: Callable[..., object]
        if self.action == "rename":
            act = rename
        elif self.sheet.two_people:
            act = decisions.propose
            typed |= {"action": self.action, "target": target_of(target or "", story=self.story)}
        else:
            act = change_standing
            typed["action"] = self.action
        act(**typed)
