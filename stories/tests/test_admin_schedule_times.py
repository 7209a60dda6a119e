"""Scheduling in the clock on the wall: the zone beside the field says what a typed time means."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from stories.models import Edition
from stories.tests.desk_forms import said


@pytest.fixture
def berlin(editor):
    editor.time_zone = "Europe/Berlin"
    editor.save()
    return editor


def schedule(client, edition, **data):
    url = reverse("admin:stories_edition_step", args=(edition.pk, "schedule"))
    return client.post(url, data, follow=True)


def scheduled_for(edition):
    return Edition.objects.get(pk=edition.pk).scheduled_for


def test_the_field_offers_ones_own_zone_first(client, berlin, approved):
    client.force_login(berlin)
    page = client.get(reverse("admin:stories_edition_change", args=(approved.pk,)))
    [step] = [step for step in page.context["steps"] if step.action == "schedule"]
    assert step.zones == ("Europe/Berlin", "UTC")
    assert '<option value="Europe/Berlin">Europe/Berlin</option>' in page.content.decode()


def test_who_has_chosen_no_zone_is_asked_in_utc(client, editor, approved):
    client.force_login(editor)
    page = client.get(reverse("admin:stories_edition_change", args=(approved.pk,))).content.decode()
    assert '<input type="hidden" name="zone" value="UTC">' in page


def test_a_local_time_is_kept_in_utc_and_told_in_both(client, berlin, approved):
    client.force_login(berlin)
    response = schedule(client, approved, at="2031-07-01T10:00", zone="Europe/Berlin")
    assert scheduled_for(approved) == datetime(2031, 7, 1, 8, 0, tzinfo=UTC)
    assert "Goes live on Tue 1 Jul 2031 10:00 CEST (08:00 UTC)." in said(response)
    assert "Tue 1 Jul 2031 10:00 CEST (08:00 UTC)" in response.context["waits"]


def test_it_refuses_a_time_that_the_clocks_skip_and_names_the_nearest(client, berlin, approved):
    client.force_login(berlin)
    response = schedule(client, approved, at="2031-03-30T02:15", zone="Europe/Berlin")
    assert scheduled_for(approved) is None
    assert "the clocks go from 02:00 to 03:00. Choose 01:59 or 03:00." in said(response)


def test_a_time_that_comes_twice_means_the_earlier_and_it_is_said(client, berlin, approved):
    client.force_login(berlin)
    response = schedule(client, approved, at="2031-10-26T02:30", zone="Europe/Berlin")
    assert scheduled_for(approved) == datetime(2031, 10, 26, 0, 30, tzinfo=UTC)
    assert "(00:30 UTC)" in said(response)
    assert "twice: the earlier is meant" in said(response)


@pytest.mark.parametrize("zone", ["Nowhere/City", "CEST+2", "../etc"])
def test_it_refuses_a_zone_that_there_is_not(client, berlin, approved, zone):
    client.force_login(berlin)
    assert "Choose a time zone" in said(schedule(client, approved, at="2031-07-01T10:00", zone=zone))
    assert scheduled_for(approved) is None


@pytest.mark.parametrize("at", ["9999-12-31T23:59", "0001-01-01T00:00"])
def test_it_refuses_the_ends_of_the_calendar(client, berlin, approved, at):
    client.force_login(berlin)
    response = schedule(client, approved, at=at, zone="Pacific/Kiritimati")
    assert response.status_code == 200
    response = schedule(client, approved, at=at, zone="Pacific/Pago_Pago")
    assert response.status_code == 200
