"""The URL map of the whole product."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("newsroom.ops.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("stories.api.urls")),
]
