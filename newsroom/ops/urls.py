"""The addresses of the ops app."""

from django.urls import path

from newsroom.ops import views

app_name = "ops"
urlpatterns = [path("healthz", views.healthz, name="healthz"), path("livez", views.livez, name="livez")]
