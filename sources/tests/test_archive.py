"""What was read is kept for ever, shown as text and never as a page, and handed out as WARC."""

from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, transaction
from django.urls import reverse
from warcio.archiveiterator import ArchiveIterator

from sources.models import Snapshot, StoredBody
from sources.snapshots import body_of
from sources.tests.pages import TEXTS, TITLES, news_page
from stories.tests.conftest import person

URL = "http://www.harbour-wire.example/2026/11/24/bridge"
PAGE = news_page(canonical=URL, after="<script>alert(1)</script>")
LATER = news_page(
    title="Bridge shut for a month",
    paragraphs=(*TEXTS["en"][:2], TEXTS["en"][2].replace("month", "year")),
    canonical=URL,
)


@pytest.fixture
def article(read):
    read(URL, PAGE)
    return read(f"{URL}?again=1", LATER).article


@pytest.fixture
def desk(client, rosa):
    client.force_login(rosa)
    return client


def at(name, *args):
    return reverse(f"admin:sources_article_{name}", args=args)


def test_the_bytes_are_kept_as_they_came(article):
    newest, first = article.snapshots.all()
    assert body_of(first) == PAGE.encode()
    assert body_of(newest) == LATER.encode()


@pytest.mark.parametrize("table", [Snapshot, StoredBody])
def test_nothing_that_was_kept_can_be_changed_or_thrown_away(article, table):
    rows = table.objects.all()
    changed = {"title": "Other"} if table is Snapshot else {"size": 1}
    for attempt in (lambda: rows.update(**changed), lambda: rows._raw_delete(rows.db)):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            attempt()


def test_one_content_is_stored_once(read):
    read("http://a.example/1", news_page(site=""))
    read("http://b.example/1", news_page(site=""))
    assert (Snapshot.objects.count(), StoredBody.objects.count()) == (2, 1)


def test_the_archive_lists_every_snapshot(desk, article, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        page = desk.get(at("archive", article.pk)).content.decode()
    assert "Bridge shut for a month" in page
    assert TITLES["en"] in page
    assert page.count("What changed") == 1


def test_a_snapshot_is_shown_as_its_text(desk, article):
    newest = article.snapshots.first()
    page = desk.get(at("snapshot", article.pk, newest.pk)).content.decode()
    assert "explain why we did not" in page
    assert newest.body_id in page


def test_what_changed_is_marked_word_by_word(desk, article):
    newest, first = article.snapshots.all()
    page = desk.get(at("snapshot", article.pk, newest.pk), {"with": first.pk}).content.decode()
    assert "<del> month</del><ins> year</ins>" in page
    assert f"<del>{TITLES['en']}</del> <ins>Bridge shut for a month</ins>" in page
    turned = desk.get(at("snapshot", article.pk, first.pk), {"with": newest.pk}).content.decode()
    assert "<del> month</del><ins> year</ins>" in turned


@pytest.mark.parametrize("other", ["0", "x", "-1", "99999999999"])
def test_a_snapshot_of_another_article_is_not_compared(desk, article, other):
    assert desk.get(at("snapshot", article.pk, article.newest_id), {"with": other}).status_code == 404


def test_the_body_is_a_file_and_never_a_page(desk, article):
    answer = desk.get(at("body", article.pk, article.snapshots.last().pk))
    assert answer.content == PAGE.encode()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


def records(content):
    return [
        (record, record.content_stream().read())
        for record in ArchiveIterator(BytesIO(content), check_digests=True)
    ]


def test_warc_holds_the_answers_and_what_was_read(desk, article):
    found = records(desk.get(at("warc", article.pk)).content)
    kinds = [record.rec_type for record, _ in found]
    assert kinds == ["warcinfo", *(["response", "conversion"] * 2)]
    response, body = found[3]
    assert body == PAGE.encode()
    headers = response.rec_headers
    assert headers.get_header("WARC-Target-URI") == URL
    assert headers.get_header("WARC-IP-Address") == article.newest.peer
    assert response.http_headers.get_statuscode() == "200"
    assert response.http_headers.get_header("Content-Encoding") is None
    assert int(response.http_headers.get_header("Content-Length")) == len(body)
    assert found[4][1].decode() == article.snapshots.last().text
    assert found[4][0].rec_headers.get_header("WARC-Refers-To") == headers.get_header("WARC-Record-ID")


def test_the_command_writes_many_articles(article, read, tmp_path):
    read("http://other.example/1", news_page(title="Another", paragraphs=TEXTS["fr"]))
    out = tmp_path / "all.warc.gz"
    call_command("export_warc", str(out))
    assert len(records(out.read_bytes())) == 1 + 2 * 3
    one = tmp_path / "one.warc.gz"
    call_command("export_warc", str(one), "--article", article.public_id)
    assert len(records(one.read_bytes())) == 1 + 2 * 2


def test_chosen_articles_are_downloaded_from_the_list(desk, article):
    answer = desk.post(
        reverse("admin:sources_article_changelist"),
        {"action": "download_warc", "_selected_action": [article.pk]},
    )
    assert len(records(answer.content)) == 5


def test_it_refuses_who_may_not_see_snapshots(client, article):
    outsider = person("olaf", "reporter")
    outsider.groups.clear()
    client.force_login(outsider)
    for name, args in (
        ("archive", ()),
        ("warc", ()),
        ("snapshot", (article.newest_id,)),
        ("body", (article.newest_id,)),
    ):
        assert client.get(at(name, article.pk, *args)).status_code == 403
