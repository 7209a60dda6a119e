"""A field for a moment in UTC, typed in the browser's own way: no script, and a label that is its own."""

from typing import Any

from django import forms

LOCAL_TIME = "%Y-%m-%dT%H:%M"


class UtcDateTimeField(forms.DateTimeField):
    """Date and time without a zone: the desk works in UTC and says so in the label."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_TIME)
        super().__init__(widget=widget, input_formats=[LOCAL_TIME, f"{LOCAL_TIME}:%S"], **options)
