"""The URL map of the whole product."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from newsroom.site.oembed import oembed
from newsroom.site.report_page import report_page, thanks_page
from newsroom.site.search_page import search_page
from newsroom.site.shared import shared_preview
from stories.api.problems import problem

urlpatterns = [
    path("", include("newsroom.ops.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("stories.api.urls")),
    path("search/", search_page, name="search"),
    path("report/<str:slug>/", report_page, name="report"),
    path("report/<str:slug>/thanks/", thanks_page, name="report_thanks"),
    path("oembed", oembed, name="oembed"),
    path("preview/<str:token>/", shared_preview, name="shared_preview"),
]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django refuses before any view, such as one to an unknown host."""
    if request.path.startswith("/api/"):
        return problem(request, 400, "invalid_request", "The request cannot be read.")
    return HttpResponse("Bad request\n", content_type="text/plain; charset=utf-8", status=400)
