"""Adding by address at the desk: pasted, read, and gone on with; or a reason and a form to type it by hand."""

import copy

import pytest
from django.urls import reverse

from sources.models import Article, ArticleRequest, SameText
from sources.tests import web
from sources.tests.pages import TEXTS, TITLES, news_page
from stories.editing import create_story, with_articles
from stories.models import Coverage, Topic
from stories.tests.conftest import DOCUMENT, person

ASKING = reverse("admin:sources_article_asking")
RULES = web.Reply(b"User-agent: *\nDisallow: /private/", 200, {"Content-Type": "text/plain"})
URL = "http://www.harbour-wire.example/2026/11/24/bridge"


@pytest.fixture
def desk(client, rosa):
    client.force_login(rosa)
    return client


@pytest.fixture
def paste(desk, web_pages, read_all):
    """Paste addresses and have them read; the page on which one lands."""

    def post(addresses, pages=None, *, reading=True):
        web_pages.update(pages or {})
        answer = desk.post(ASKING, {"addresses": addresses})
        if reading:
            read_all()
        return desk.get(answer.url) if answer.status_code == 302 else answer

    return post


def test_a_pasted_address_becomes_an_article(paste):
    page = paste(URL, {URL: news_page()}).content.decode()
    for said in (TITLES["en"], "Harbour Wire", "Ann Reed", "24 November 2026 09:03", "words, beginning"):
        assert said in page
    assert "data-poll" in page
    assert 'data-poll="on"' in page  # the stories that it may belong to are being looked for


def test_what_an_editor_should_know_of_a_page_is_said(paste):
    page = news_page(
        head='<meta property="article:content_tier" content="locked">',
        paragraphs=TEXTS["en"] * 3,
        after="<p>Correction: An earlier version gave 41 cracks.</p>",
    )
    said = paste(URL, {URL: page}).content.decode()
    assert "not everybody may read" in said
    assert "An earlier version gave 41 cracks." in said
    assert "New to the list" in said


def test_progress_is_seen_without_script(paste):
    page = paste(URL, {URL: news_page()}, reading=False).content.decode()
    assert "Reading" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'data-poll="on"' in page


def test_many_addresses_are_listed_with_what_became_of_each(paste):
    page = paste(f"{URL}\n\n  http://nowhere.example/a \n{URL}", {URL: news_page()}).content.decode()
    assert ArticleRequest.objects.count() == 2
    assert TITLES["en"] in page
    assert "Not added" in page


@pytest.mark.parametrize(
    "pasted",
    ["", "no address", f"{URL}\njavascript:alert(1)", "\n".join(f"http://a.example/{n}" for n in range(51))],
)
def test_it_refuses_what_cannot_be_read(paste, pasted):
    page = paste(pasted).content.decode()
    assert 'class="errorlist"' in page
    assert not ArticleRequest.objects.exists()


def test_a_refusal_leads_to_the_form_with_what_is_known(paste, desk):
    answer = paste(URL)
    assert "does not name a site on the public internet" in answer.content.decode()
    form = desk.get(
        reverse("admin:sources_article_add"), {"url": URL, "title": "Bridge shut"}
    ).content.decode()
    assert f'value="{URL}"' in form
    assert 'value="Bridge shut"' in form
    assert "sources/article/add/?url=http%3A%2F%2Fwww.harbour-wire.example" in answer.content.decode()


def test_robots_can_be_overruled_by_a_person(paste, desk, read_all):
    private = "http://harbour-wire.example/private/a"
    page = paste(private, {private: news_page(), "http://harbour-wire.example/robots.txt": RULES})
    assert "Read it all the same" in page.content.decode()
    answer = desk.post(page.request["PATH_INFO"], {"overrule": ""})
    read_all()
    assert TITLES["en"] in desk.get(answer.url).content.decode()
    assert ArticleRequest.objects.filter(despite_robots=True).count() == 1


def test_a_known_article_is_said_to_be_known(paste):
    paste(URL, {URL: news_page()})
    assert "nothing was added twice" in paste(f"{URL}?fbclid=1").content.decode()
    assert Article.objects.count() == 1


def test_a_copy_is_said_to_be_one(paste):
    paste(
        "http://agency.example/1",
        {
            "http://agency.example/1": news_page(
                site="Agency", title="Agency title", paragraphs=TEXTS["en"] * 2
            )
        },
    )
    page = paste(URL, {URL: news_page(paragraphs=TEXTS["en"] * 2)}).content.decode()
    assert "The same text elsewhere" in page
    assert "Agency title" in page
    assert "counts as its copy" in page


def test_the_stories_it_may_belong_to_are_shown(paste, desk, rosa):
    Topic.objects.create(slug="transport", name="Transport")
    edition = create_story(document=with_articles(copy.deepcopy(DOCUMENT)), by=rosa)
    page = paste(URL, {URL: news_page()})
    assert "No story is like it so far" in page.content.decode()
    Coverage.objects.create(
        story=edition.story,
        article=Article.objects.get(canonical_url=URL),
        score=0.7,
        reasons=["Shares “harbour”."],
    )
    shown = desk.get(page.request["PATH_INFO"]).content.decode()
    assert edition.headline in shown
    assert "may belong to it. Shares “harbour”." in shown


def test_the_form_is_filled_in_by_a_bookmarklet_and_adds_nothing(desk):
    page = desk.get(ASKING, {"url": 'http://a.example/"><script>x'}).content.decode()
    assert "http://a.example/&quot;&gt;&lt;script&gt;x</textarea>" in page
    assert not ArticleRequest.objects.exists()


def test_the_bookmarklet_opens_the_form(desk):
    page = desk.get(reverse("admin:sources_article_bookmarklet")).content.decode()
    assert "javascript:location.href=&#x27;" in page
    assert f"{ASKING}?url=" in page


def test_nobody_sees_what_others_paste(paste, client):
    paste(URL, {URL: news_page()})
    other = person("otto", "reporter")
    client.force_login(other)
    pk = ArticleRequest.objects.get().pk
    assert client.get(reverse("admin:sources_article_request", args=(pk,))).status_code == 404
    assert TITLES["en"] not in client.get(ASKING).content.decode()


@pytest.mark.parametrize("role", ["legal", "partner manager", "administrator"])
def test_it_refuses_who_may_not_add(client, db, role):
    client.force_login(person("leo", role))
    for name in ("asking", "bookmarklet", "same_texts"):
        assert client.get(reverse(f"admin:sources_article_{name}")).status_code == 403


def test_a_correction_of_the_desk_is_remembered(client, read):
    article = read(URL, news_page()).article
    client.force_login(person("paula", "publisher desk"))
    change = reverse("admin:sources_article_change", args=(article.pk,))
    form = client.get(change).context["adminform"].form.initial | {
        "title": "Put right",
        "published_at": "2026-11-24T09:03",
    }
    client.post(change, {name: value or "" for name, value in form.items() if name != "original"})
    article.refresh_from_db()
    assert (article.title, article.corrected) == ("Put right", ["title"])
    assert "Put right by the desk: title" in client.get(change).content.decode()
    client.post(reverse("admin:sources_article_follow_page", args=(article.pk,)))
    article.refresh_from_db()
    assert (article.title, article.corrected) == (TITLES["en"], [])


def test_the_page_of_an_article_shows_all_that_is_known(desk, read, django_assert_max_num_queries):
    article = read(URL, news_page()).article
    with django_assert_max_num_queries(14):
        page = desk.get(reverse("admin:sources_article_change", args=(article.pk,))).content.decode()
    for said in ("Archive", "All snapshots", TEXTS["en"][1][:40], "Stories"):
        assert said in page


def test_an_article_typed_by_hand_can_be_read(desk, read, web_pages):
    article = Article.objects.create(
        publisher=read(URL, news_page()).article.publisher,
        title="By hand",
        title_key="by hand",
        url="http://a.example.org/1",
        canonical_url="http://a.example.org/1",
    )
    page = desk.get(reverse("admin:sources_article_change", args=(article.pk,))).content.decode()
    assert "Read it now" in page


@pytest.fixture
def pair(read):
    first = read("http://a.example.org/1", news_page(title="Seen first")).article
    second = read("http://b.example/1", news_page(title="Seen later", paragraphs=TEXTS["fr"])).article
    return SameText.objects.create(
        article=second, other=first, share=0.45, verdict="asked", noticed_at=first.created_at
    )


def test_the_desk_says_whether_two_texts_are_one(desk, pair):
    page = desk.get(reverse("admin:sources_article_same_texts")).content.decode()
    assert "Seen first" in page
    beside = desk.get(reverse("admin:sources_article_beside", args=(pair.pk,))).content.decode()
    assert "<del>" in beside
    desk.post(
        reverse("admin:sources_article_same_texts"),
        {"pair": pair.pk, "answer": "yes", "next": "http://evil.example/"},
    )
    pair.article.refresh_from_db()
    assert pair.article.original == pair.other
    answer = desk.post(
        reverse("admin:sources_article_same_texts"), {"leave": pair.article.pk, "next": ASKING}
    )
    assert answer.url == ASKING
    pair.article.refresh_from_db()
    assert pair.article.original is None


def test_the_list_says_how_many_pairs_wait(desk, pair):
    assert "One text or two? (1)" in desk.get(reverse("admin:sources_article_changelist")).content.decode()


def test_the_list_of_requests_costs_the_same_for_one_as_for_thirty(
    paste, desk, web_pages, django_assert_max_num_queries
):
    pages = {
        f"http://a.example/{n}": news_page(title=f"Title {n}", paragraphs=TEXTS["en"][:2]) for n in range(12)
    }
    paste("\n".join(pages), pages)
    with django_assert_max_num_queries(8):
        assert "Title 11" in desk.get(ASKING).content.decode()
