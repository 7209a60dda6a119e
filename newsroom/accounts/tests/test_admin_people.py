"""People at the desk: an administrator gives roles, and only a superuser makes superusers."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from newsroom.accounts.models import User
from stories.tests.conftest import person


@pytest.fixture
def administrator(db):
    return person("ada", "administrator")


def page_of(user):
    return reverse("admin:accounts_user_change", args=(user.pk,))


def test_an_administrator_gives_a_role_and_a_byline(client, administrator):
    bea = User.objects.create_user("bea", password="a long enough password")
    role = Group.objects.get(name="reporter")
    client.force_login(administrator)
    data = {"username": "bea", "byline": "Bea Marsh", "is_active": "on", "is_staff": "on", "groups": role.pk}
    data["time_zone"] = "Asia/Seoul"
    assert client.post(page_of(bea), data).status_code == 302
    bea.refresh_from_db()
    assert (bea.byline, bea.time_zone, list(bea.groups.all())) == ("Bea Marsh", "Asia/Seoul", [role])


def test_it_refuses_a_time_zone_that_does_not_exist(client, administrator):
    client.force_login(administrator)
    answer = client.post(page_of(administrator), {"username": "ada", "time_zone": "Mars/Olympus"})
    assert "is no time zone: type a name such as “Europe/Berlin”" in answer.content.decode()


def test_it_refuses_an_administrator_who_makes_a_superuser(client, administrator):
    client.force_login(administrator)
    data = {
        "username": "ada",
        "time_zone": "UTC",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "user_permissions": "1",
    }
    client.post(page_of(administrator), data)
    administrator.refresh_from_db()
    assert not administrator.is_superuser
    assert not administrator.user_permissions.exists()


def test_it_refuses_an_administrator_at_a_superusers_account(client, administrator, admin_user):
    client.force_login(administrator)
    assert client.post(page_of(admin_user), {"username": "root"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=(admin_user.pk,))
    assert client.post(password, {"password1": "x" * 20, "password2": "x" * 20}).status_code == 403


def test_roles_are_shown_and_not_edited(admin_client, db):
    role = Group.objects.get(name="reporter")
    url = reverse("admin:auth_group_change", args=(role.pk,))
    assert "Can submit an edition for review" in admin_client.get(url).content.decode()
    assert admin_client.post(url, {"name": "boss"}).status_code == 403


def test_it_refuses_everybody_else(client, db):
    client.force_login(person("rosa", "reporter"))
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403
