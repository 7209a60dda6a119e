"""People and their roles in the admin."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin

from newsroom.accounts.models import User


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Django's own form, with the public byline beside the name."""

    fieldsets = (*(DjangoUserAdmin.fieldsets or ()), ("Newsroom", {"fields": ("byline",)}))
