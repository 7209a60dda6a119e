"""Roles: what the migrations gave the groups is what roles.py says, no more and no less."""

from importlib import import_module

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from newsroom.accounts.roles import ROLES

roles_migration = import_module("newsroom.accounts.migrations.0002_roles")


@pytest.mark.django_db
def test_after_all_migrations_the_groups_are_the_roles():
    groups = {
        group.name: {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
        for group in Group.objects.prefetch_related("permissions__content_type")
    }
    assert groups == {name: set(permissions) for name, permissions in ROLES.items()}


@pytest.mark.django_db
def test_it_refuses_a_permission_that_does_not_exist(monkeypatch):
    monkeypatch.setattr(roles_migration, "ROLES", {"reporter": ("stories.view_story", "stories.misspelt")})
    apps = MigrationLoader(connection).project_state(("accounts", "0002_roles")).apps
    with pytest.raises(LookupError, match=r"stories\.misspelt"):
        roles_migration.give_roles(apps, None)
