"""The two addresses that machines ask: does this process live, and does Newsroom work."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsroom.ops.health import examine


@never_cache
@require_safe
def livez(_request: HttpRequest) -> JsonResponse:
    """Answer as long as this process answers at all."""
    return JsonResponse({"ok": True})


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when all parts do their work, 503 when one does not; the body names them."""
    health = examine()
    return JsonResponse(health.as_json(), status=200 if health.ok else 503)
