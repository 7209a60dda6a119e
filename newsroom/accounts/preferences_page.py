"""The page of one's own preferences at the desk."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from newsroom.accounts.models import User
from newsroom.accounts.preferences import set_preferences, zones_by_region


class PreferencesForm(forms.Form):
    """Display name and time zone; the zones stand by region."""

    byline = forms.CharField(
        label="Display name",
        required=False,
        max_length=120,
        help_text="How colleagues see you at the desk. Left empty: the name of your account.",
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        help_text="The calendar and all scheduled times are shown in it, with UTC beside them.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        zones = zones_by_region(available_timezones())
        kept = self.initial.get("time_zone", "")
        if kept not in {name for _, region in zones for name, _ in region}:
            zones.insert(0, ("Until now", [(kept, kept)]))
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]  # a ChoiceField


def preferences_page(request: HttpRequest, site_context: dict[str, Any]) -> HttpResponse:
    """Show the preferences of whoever asks, and keep what they choose."""
    person = request.user
    if not isinstance(person, User):
        raise PermissionDenied
    initial = {"byline": person.byline, "time_zone": person.time_zone}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        set_preferences(by=person, **form.cleaned_data)
        messages.success(request, f"Kept. The desk shows times in {form.cleaned_data['time_zone']}.")
        return redirect("admin:preferences")
    context = {**site_context, "title": "Preferences", "form": form}
    return TemplateResponse(request, "admin/preferences.html", context)
