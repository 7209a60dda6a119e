"""People and roles at the desk: accounts are switched off, never removed; roles are shown, never edited."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html_join

from newsroom.accounts.models import User
from sources.admin.lists import KeptAdmin, RecordAdmin

SUPERUSER_ONLY = ("is_superuser", "user_permissions")


@admin.register(User)
class UserAdmin(KeptAdmin, DjangoUserAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """Django's own form, with the public byline beside the name."""

    list_display = ("username", "byline", "first_name", "last_name", "is_active", "last_login")
    list_filter = ("is_active", "groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only a superuser makes superusers or gives single permissions; everybody else gives roles."""
        if not obj:
            return super().get_fieldsets(request, obj)
        rights: tuple[str, ...] = ("is_active", "is_staff", "groups")
        if request.user.is_superuser:
            rights += SUPERUSER_ONLY
        return (
            (None, {"fields": ("username", "password")}),
            ("Name", {"fields": ("first_name", "last_name", "byline", "email", "time_zone")}),
            ("Roles", {"fields": rights}),
            ("Dates", {"fields": ("last_login", "date_joined")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Dates are written by the machine."""
        return ("last_login", "date_joined")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A superuser's account, password included, is for superusers."""
        guarded = isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser
        return not guarded and super().has_change_permission(request, obj)


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(RecordAdmin):
    """What each role may do; roles are given in code, so that they are reviewed like code."""

    list_display = ("name",)
    search_fields = ("name",)
    fields = ("name", "may")
    readonly_fields = fields

    @admin.display(description="May")
    def may(self, role: Group) -> str:
        """The permissions of the role, one a line."""
        rows: Any = Permission.objects.filter(group=role).order_by("content_type", "name")
        return format_html_join("", "{}<br>", ((name,) for name in rows.values_list("name", flat=True)))
