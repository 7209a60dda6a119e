"""The small forms around a story: beginning one, beginning its next text, importing a digest."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model

from sources.admin.moments import UtcDateTimeField
from sources.slugs import slug_for
from stories.admin.edition_forms import DeskForm, a_language, lines, one_line
from stories.digest.lines import MAX_BYTES
from stories.models import Edition, Story, Topic

JOINS_HELP = (
    "A score from 0.1 to 1; left empty, none does. When it was measured, nine in ten were right at 0.5, "
    "nineteen in twenty at 0.65. Each is marked, and you can take it out."
)


class NewStoryForm(DeskForm):
    """What a story needs to begin with; everything else is written on the edition screen."""

    headline = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}))
    standfirst = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(), to_field_name="slug", required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.CharField(
        max_length=35, initial="en", validators=[a_language], help_text="BCP 47, such as “en” or “pt-BR”."
    )
    slug = forms.CharField(
        label="Address",
        required=False,
        max_length=100,
        help_text="Left empty, it is made of the headline. It stays for ever once the story is public.",
    )
    byline = forms.CharField(
        required=False, max_length=200, help_text="Who answers for it in public. Left empty: Newsroom desk."
    )

    def clean_headline(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["headline"])

    def clean_standfirst(self) -> str:
        """Line feeds alone."""
        return lines(self.cleaned_data["standfirst"])

    def clean_slug(self) -> str:
        """An address that can stand in a link."""
        typed: str = self.cleaned_data["slug"]
        slug = slug_for(typed)
        if typed and not slug:
            raise forms.ValidationError("An address needs at least one letter or figure.")
        return slug


class NewEditionForm(DeskForm):
    """What the next text of a public story does to it."""

    change_type = forms.ChoiceField(
        label="What will it do?",
        choices=[choice for choice in Edition.Change.choices if choice[0] != Edition.Change.FIRST],
        initial=Edition.Change.UPDATE,
        widget=forms.RadioSelect,
    )
    change_note = forms.CharField(
        label="Public note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A correction or clarification must say what was wrong; you can still write it later.",
    )

    def clean_change_note(self) -> str:
        """Line feeds alone."""
        return lines(self.cleaned_data["change_note"])

    def __init__(self, *args: Any, retracted: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if retracted:  # it can be corrected, not updated
            field = self.fields["change_type"]
            field.choices = [choice for choice in field.choices if choice[0] != Edition.Change.UPDATE]  # type: ignore[attr-defined]  # a ChoiceField
            field.initial = Edition.Change.CORRECTION


class StoryForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """What may be changed about a story without a new text."""

    assigned_until = UtcDateTimeField(label="Until (UTC)", required=False)

    class Meta:
        model = Story
        fields = ("byline", "assigned_to", "assigned_until", "joins_from", "copies_count_once")
        labels: ClassVar = {
            "joins_from": "Articles join by themselves from",
            "copies_count_once": "Count copies of one text once",
        }
        help_texts: ClassVar = {
            "joins_from": JOINS_HELP,
            "copies_count_once": "In “Updated (N articles)”: a text carried by several counts once.",
        }
        widgets: ClassVar = {
            "joins_from": forms.NumberInput(attrs={"step": "0.05", "min": "0.1", "max": "1"})
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "assigned_to" in self.fields:
            staff = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
            self.fields["assigned_to"].queryset = staff.order_by("username")  # type: ignore[attr-defined]  # a ModelChoiceField


class DigestForm(DeskForm):
    """A digest, as a file or pasted."""

    file = forms.FileField(required=False, label="A digest file", help_text="Plain text, UTF-8, up to 2 MB.")
    pasted = forms.CharField(
        required=False,
        strip=False,
        label="Or paste it here",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, object]:
        """The bytes of the digest, as ``data``."""
        cleaned = super().clean() or self.cleaned_data
        if file := cleaned.get("file"):
            if file.size > MAX_BYTES:
                raise forms.ValidationError(
                    f"The file has {file.size:,} bytes; a digest may have {MAX_BYTES:,}."
                )
            cleaned["data"] = file.read()
        else:
            cleaned["data"] = cleaned.get("pasted", "").replace("\r\n", "\n").encode("utf-8", "replace")
        if not cleaned["data"].strip():
            raise forms.ValidationError("Choose a file or paste a digest.")
        return cleaned
