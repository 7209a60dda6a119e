"""Mail at the desk: read by those who may, changed by nobody, tried again where it was given up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stories.errors import NotAllowed, Refused
from stories.models import OutgoingMail
from stories.outbox import try_again
from stories.tests.conftest import person
from stories.tests.desk_forms import said

pytestmark = pytest.mark.django_db
URL = reverse("admin:stories_outgoingmail_changelist")
NO = "550 5.1.1 No such person"


@pytest.fixture
def mail(approved):
    """What the reporter was told of the approval."""
    return OutgoingMail.objects.get()


@pytest.fixture
def dead(mail):
    mail.state, mail.attempts, mail.last_error = OutgoingMail.State.DEAD, 10, NO
    mail.save()
    return mail


def choose(client, *mail):
    chosen = {"action": "try_again", "_selected_action": [one.pk for one in mail]}
    return client.post(URL, chosen, follow=True)


def test_an_editor_sees_what_was_sent_to_whom(client, editor, dead):
    client.force_login(editor)
    page = client.get(URL).content.decode()
    assert dead.address in page
    assert 'data-state="dead">Given up' in page
    assert NO in page
    one = client.get(reverse("admin:stories_outgoingmail_change", args=(dead.pk,))).content.decode()
    assert "edith has approved this text." in one
    assert dead.message_id in one


def test_the_list_is_found_in_the_menu_and_filtered_by_state(client, editor, dead):
    client.force_login(editor)
    assert f'href="{URL}"' in client.get(reverse("admin:index")).content.decode()
    assert dead.address in client.get(URL, {"state__exact": "dead"}).content.decode()
    assert dead.address not in client.get(URL, {"state__exact": "sent"}).content.decode()
    assert dead.address in client.get(URL, {"q": "rosa@newsroom.example"}).content.decode()


@pytest.mark.parametrize("role", ["reporter", "legal", "publisher desk", "partner manager"])
def test_it_refuses_everybody_else(client, dead, role):
    somebody = person("somebody", role)
    client.force_login(somebody)
    assert client.get(URL).status_code == 403
    assert choose(client, dead).status_code == 403
    with pytest.raises(NotAllowed):
        try_again(mail=dead, by=somebody)
    dead.refresh_from_db()
    assert dead.state == OutgoingMail.State.DEAD


def test_nothing_of_it_can_be_changed(admin_client, dead):
    url = reverse("admin:stories_outgoingmail_change", args=(dead.pk,))
    assert admin_client.post(url, {"address": "other@newsroom.example"}).status_code == 403
    assert admin_client.get(reverse("admin:stories_outgoingmail_add")).status_code == 403
    assert admin_client.get(reverse("admin:stories_outgoingmail_delete", args=(dead.pk,))).status_code == 403


def test_what_was_given_up_is_tried_again_at_the_address_of_today(client, editor, reporter, dead):
    type(reporter).objects.filter(pk=reporter.pk).update(email="rosa@home.example")
    client.force_login(editor)
    assert "1 to be sent again" in said(choose(client, dead))
    before = dead.message_id
    dead.refresh_from_db()
    assert (dead.state, dead.attempts, dead.address) == ("open", 0, "rosa@home.example")
    assert dead.message_id == before
    assert dead in OutgoingMail.objects.due(timezone.now())


def test_it_refuses_to_send_again_what_was_not_given_up(client, editor, mail):
    client.force_login(editor)
    assert "was not given up" in said(choose(client, mail))
    with pytest.raises(Refused, match="nothing to try again"):
        try_again(mail=mail, by=editor)


def test_it_refuses_to_write_to_somebody_who_has_left(client, editor, reporter, dead):
    type(reporter).objects.filter(pk=reporter.pk).update(is_active=False)
    client.force_login(editor)
    assert "nothing was sent" in said(choose(client, dead))
    dead.refresh_from_db()
    assert dead.state == OutgoingMail.State.DEAD


@pytest.mark.parametrize("count", [1, 60])
def test_the_list_asks_no_more_when_it_grows(
    client, editor, reporter, mail, count, django_assert_max_num_queries
):
    now = timezone.now()
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            story=mail.story,
            recipient=reporter,
            address=f"rosa{n}@newsroom.example",
            subject="x",
            text="x",
            message_id=f"{n}@x",
            run_after=now,
            created_at=now - timedelta(hours=n),
        )
        for n in range(count)
    )
    client.force_login(editor)
    with django_assert_max_num_queries(8):
        assert client.get(URL).status_code == 200
