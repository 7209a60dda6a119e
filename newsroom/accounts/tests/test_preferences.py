"""People choose their own display name and time zone, and nobody else's."""

import pytest
from django.urls import reverse

from newsroom.accounts.models import User
from stories.tests.conftest import *  # noqa: F403 - the same cast
from stories.tests.desk_forms import said, sent_by

URL = "/admin/preferences/"


def test_a_person_keeps_a_zone_and_a_name(client, reporter, other_reporter):
    client.force_login(reporter)
    data = sent_by(client.get(URL), "preferences-form")
    assert data["time_zone"] == "UTC"
    response = client.post(URL, data | {"byline": " Rosa  Lind ", "time_zone": "Europe/Lisbon"}, follow=True)
    assert "shows times in Europe/Lisbon" in said(response)
    reporter.refresh_from_db()
    assert (reporter.byline, reporter.time_zone) == ("Rosa Lind", "Europe/Lisbon")
    assert User.objects.get(pk=other_reporter.pk).time_zone == "UTC"


def test_the_menu_leads_there(client, reporter):
    client.force_login(reporter)
    assert f'href="{URL}"' in client.get(reverse("admin:index")).content.decode()


def test_zones_stand_by_region(client, reporter):
    client.force_login(reporter)
    page = client.get(URL).content.decode()
    assert '<optgroup label="Europe">' in page
    assert '<option value="America/Argentina/Buenos_Aires">Argentina, Buenos Aires – America</option>' in page


def test_a_zone_outside_the_regions_is_not_lost(client, reporter):
    User.objects.filter(pk=reporter.pk).update(time_zone="Etc/GMT+3")
    client.force_login(reporter)
    assert sent_by(client.get(URL), "preferences-form")["time_zone"] == "Etc/GMT+3"


@pytest.mark.parametrize("wrong", [{"time_zone": "Mars/Olympus"}, {"byline": "x" * 121}, {"time_zone": ""}])
def test_it_refuses_what_is_no_zone_or_too_long_a_name(client, reporter, wrong):
    client.force_login(reporter)
    response = client.post(URL, {"byline": "Rosa", "time_zone": "UTC"} | wrong)
    assert response.status_code == 200
    assert response.context["form"].errors
    reporter.refresh_from_db()
    assert (reporter.byline, reporter.time_zone) == ("", "UTC")


def test_it_takes_no_other_field_and_no_stranger(client, reporter):
    assert client.get(URL).status_code == 302
    client.force_login(reporter)
    client.post(URL, {"byline": "Rosa", "time_zone": "UTC", "is_superuser": "on", "username": "root"})
    reporter.refresh_from_db()
    assert (reporter.username, reporter.is_superuser) == ("rosa", False)
