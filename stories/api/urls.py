"""The addresses of the API, relative to its root; whatever is not listed gets a problem, not a page."""

from django.urls import path, re_path

from stories.api.documentation import Docs, OpenApi
from stories.api.doors import NothingHere
from stories.api.versions import VersionDetail, VersionList
from stories.api.views import Changes, Index, StoryBySlug, StoryDetail, StoryList

urlpatterns = [
    path("", Index.as_view()),
    path("stories", StoryList.as_view()),
    re_path(r"^stories/(?P<id>[A-Za-z0-9_-]{1,20})\Z", StoryDetail.as_view()),
    re_path(r"^stories/by-slug/(?P<slug>[^/\s\x00-\x1f]{1,120})\Z", StoryBySlug.as_view()),
    re_path(r"^stories/(?P<id>[A-Za-z0-9_-]{1,20})/versions\Z", VersionList.as_view()),
    re_path(
        r"^stories/(?P<id>[A-Za-z0-9_-]{1,20})/versions/(?P<version>[1-9][0-9]{0,8})\Z",
        VersionDetail.as_view(),
    ),
    path("changes", Changes.as_view()),
    path("openapi.json", OpenApi.as_view()),
    path("docs", Docs.as_view()),
    re_path(r"", NothingHere.as_view()),
]
