"""What a small form beside the text is answered with: data for a script, else a message and a page."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, JsonResponse


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one button: what is said, or why not; ``used`` once what was typed is kept."""

    said: str = ""
    problem: str = ""
    used: bool = False

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return not self.problem

    def say(self, request: HttpRequest) -> None:
        """Tell it on the next page."""
        if self.ok:
            messages.success(request, self.said)
        else:
            messages.error(request, self.problem)

    def data(self, **more: Any) -> JsonResponse:
        """Tell it to a script; a refusal is an answer too, and no fault for the console."""
        told = {"said": self.said, "problem": self.problem, "used": self.used}
        return JsonResponse({**told, **more})


def wants_data(request: HttpRequest) -> bool:
    """Whether a script asks."""
    return "application/json" in request.headers.get("Accept", "")


def action_of(request: HttpRequest) -> tuple[str, int]:
    """The verb of the button that was pressed, and the id of what it is for: ``resolve-12``."""
    verb, _, pk = request.POST.get("do", "").partition("-")
    return verb, int(pk) if pk.isdecimal() and len(pk) < 18 else 0
