"""The fields of the edition screen: one form for the head of the text, one small form for each row of it."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.validators import RegexValidator

from sources.admin.moments import UtcDateTimeField
from sources.models import Article
from stories.citations import KEY
from stories.dates import DateError, FuzzyDate, parse
from stories.models import CitedArticle, Edition, Topic

a_key = RegexValidator(rf"^{KEY}$", "This is not a key.")
a_language = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "Type a language tag such as “en” or “pt-BR”."
)
EXAMPLES = "Dec 25 2025 · Dec 25 2025 02:51 UTC · Early Dec 2025 · Dec 28–30 2025 · Q3 2025 · 2025"

RESOLVE = (
    ("move", "Let another source carry them"),
    ("strip", "Take the markers out: the sentences stand without this source"),
    ("retract", "Keep the source, marked as retracted (struck through, its number stays)"),
)


def lines(text: str) -> str:
    """A text as documents hold it: line feeds alone, nothing at either end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def one_line(text: str) -> str:
    """A text that may have no line breaks: pasted ones become spaces."""
    return " ".join(lines(text).split("\n"))


class DeskForm(forms.Form):
    """A form whose labels are words, without a colon."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea | forms.TextInput):
                field.widget.attrs.setdefault("dir", "auto")


class EditionForm(DeskForm):
    """The head of an edition: what it is called, what it is about, and what it does to the story."""

    headline = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    standfirst = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    language = forms.CharField(max_length=35, validators=[a_language], initial="en")
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(), to_field_name="slug", required=False, widget=forms.CheckboxSelectMultiple
    )
    change_type = forms.ChoiceField(
        label="What this edition does",
        required=False,
        choices=[choice for choice in Edition.Change.choices if choice[0] != Edition.Change.FIRST],
    )
    change_note = forms.CharField(
        label="Public note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A correction or clarification says here what was wrong. Readers see it.",
    )
    change_target = forms.CharField(
        label="What it corrects",
        required=False,
        max_length=8,
        help_text="The section or entry the note is bound to.",
    )
    embargo_until = UtcDateTimeField(label="Embargo until (UTC)", required=False)

    def clean_headline(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["headline"])

    def clean_standfirst(self) -> str:
        """Line feeds alone."""
        return lines(self.cleaned_data["standfirst"])

    def clean_change_note(self) -> str:
        """Line feeds alone."""
        return lines(self.cleaned_data["change_note"])


class RowForm(DeskForm):
    """One row of the text. A row without a key is new; without a position it stands where it belongs."""

    key = forms.CharField(required=False, widget=forms.HiddenInput, validators=[a_key])
    position = forms.IntegerField(
        label="Place",
        required=False,
        min_value=0,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"size": 3}),
    )
    content: ClassVar[tuple[str, ...]] = ()

    def has_changed(self) -> bool:
        """Whether there is anything in it: keys and places alone are nothing."""
        return any(name in self.content for name in self.changed_data)


class SectionForm(RowForm):
    """A heading and what stands under it; citations are typed as ``[1]``."""

    heading = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"placeholder": "Heading"})
    )
    body = forms.CharField(
        label="Text",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "data-grow": ""}),
    )
    content = ("heading", "body")

    def clean_body(self) -> str:
        """Line feeds alone."""
        return lines(self.cleaned_data["body"])


class EntryForm(RowForm):
    """What happened, and when, as exactly as it is known."""

    date = forms.CharField(
        label="When",
        max_length=120,
        widget=forms.TextInput(attrs={"data-date": "", "autocomplete": "off", "placeholder": "Mid-Jan 2026"}),
        error_messages={"required": f"Type when it happened. {EXAMPLES}"},
    )
    text = forms.CharField(
        label="What happened",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": ""}),
        error_messages={"required": "Say what happened, or remove the entry."},
    )
    content = ("date", "text")

    def clean_date(self) -> FuzzyDate:
        """The date that was understood; the refusal says what to type."""
        try:
            return parse(self.cleaned_data["date"])
        except DateError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_text(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["text"])


class ArticleChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    """An article of the catalogue, looked up while typing."""

    def __init__(self, **options: Any) -> None:
        relation = CitedArticle._meta.get_field("article")
        widget = AutocompleteSelect(
            relation, admin.site, attrs={"data-placeholder": "Title, address or publisher"}
        )
        super().__init__(Article.objects.select_related("publisher"), widget=widget, **options)

    def label_from_instance(self, obj: Any) -> str:
        """Publisher and title."""
        return f"{obj.publisher.name}: {obj.title}"


class SourceForm(RowForm):
    """One source: an article known already (``article``), one chosen (``existing``), or one typed by hand.

    ``number`` is what the editor saw when the form was opened; texts typed in the form mean that one.
    """

    number = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    article = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    existing = ArticleChoice(label="From the catalogue", required=False)
    publisher = forms.CharField(
        label="Publisher",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "Publisher"}),
    )
    title = forms.CharField(
        label="Title", required=False, max_length=500, widget=forms.TextInput(attrs={"placeholder": "Title"})
    )
    url = forms.URLField(label="Address (URL)", required=False, max_length=2048, assume_scheme="https")
    summary = forms.CharField(
        label="What it says",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "data-grow": ""}),
    )
    retracted = forms.BooleanField(label="Retracted: struck through, its number stays", required=False)
    refresh = forms.BooleanField(label="Take over what the catalogue says now", required=False)
    resolve = forms.ChoiceField(required=False, choices=RESOLVE, widget=forms.RadioSelect)
    move_to = forms.IntegerField(required=False, min_value=1)
    content = ("article", "existing", "publisher", "title", "url", "summary")

    def clean_summary(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["summary"])

    def clean(self) -> dict[str, Any]:
        """A source that is not in the catalogue needs a publisher and a title."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("existing"):
            for name, what in (("publisher", "Who published it?"), ("title", "What is it called?")):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, what)
        return cleaned


def rows_of(form: type[RowForm], limit: int) -> Any:
    """A set of rows that can be removed and added to."""
    return forms.formset_factory(form, extra=0, can_delete=True, max_num=limit, absolute_max=limit + 50)


SectionRows = rows_of(SectionForm, 100)
SourceRows = rows_of(SourceForm, 300)
EntryRows = rows_of(EntryForm, 500)
