"""No way through the API to a text that is not public: a canary word in every other state, sought everywhere."""

import itertools
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from sources.models import Article
from stories.api.listing import ORDERS, PARAMETERS
from stories.api.urls import urlpatterns
from stories.decisions import propose
from stories.editing import Plan, create_story, new_edition, save_edition
from stories.models import Coverage, Edition, Note, PendingDecision, PublishedStory
from stories.publishing import publish, publish_due
from stories.revisions import edition_document
from stories.tests.conftest import DOCUMENT
from stories.workflow import approval_digest, approve, discard, request_changes, schedule, submit, unschedule

pytestmark = pytest.mark.django_db

CANARY = "zanzibargoose"
WORDS = ("Harbour", "harbour", "Inspectors", "inspection", "bridge", "Describes")
PATHS = (
    "",
    "stories",
    "stories/{id}",
    "stories/by-slug/{slug}",
    "stories/{id}/versions",
    "stories/{id}/versions/{version}",
    "changes",
    "openapi.json",
    "docs",
    "stories/{id}/drafts",
)


def canaried(document):
    """The document with the canary in every text, name, address and summary."""
    text = json.dumps(document)
    for word in WORDS:
        text = text.replace(word, CANARY.capitalize() if word.istitle() else CANARY)
    return json.loads(text)


def reviewed(edition, reporter, editor):
    edition = submit(edition=edition, by=reporter)
    return approve(edition=edition, by=editor, seen=approval_digest(edition))


@pytest.fixture
def hidden(published_story, reporter, editor, duty, make_document):
    """Every state that a text can be in without being public, each with the canary."""
    now = timezone.now()

    def written():
        document = make_document(**canaried(DOCUMENT))
        return create_story(document=document, by=reporter, byline=f"{CANARY} desk")

    def approved():
        return reviewed(written(), reporter, editor)

    hidden = {"draft": written(), "in_review": submit(edition=written(), by=reporter)}
    sent_back = submit(edition=written(), by=reporter)
    hidden["changes_requested"] = request_changes(edition=sent_back, by=editor, reason=CANARY)
    hidden["approved"] = approved()
    hidden["scheduled"] = schedule(edition=approved(), by=editor, at=now + timedelta(days=2))
    hidden["unscheduled"] = unschedule(
        edition=schedule(edition=approved(), by=editor, at=now + timedelta(days=2)), by=editor
    )
    failing = schedule(edition=approved(), by=editor, at=now + timedelta(hours=1))
    cited = Article.objects.filter(citings__edition=failing)
    cited.update(state=Article.State.RETRACTED)
    assert publish_due(now=now + timedelta(hours=2))["failed"] == 1
    cited.update(state=Article.State.LIVE)
    failing.refresh_from_db()
    hidden["publish_failed"] = failing
    hidden["discarded"] = discard(edition=written(), by=editor, reason=CANARY)
    update = new_edition(story=published_story, plan=Plan("update", note=CANARY), by=reporter)
    document = canaried(edition_document(update)) | {"topics": ["transport"]}
    kept = {source["key"]: source for source in edition_document(update)["sources"]}
    for source in document["sources"]:
        source |= {name: kept[source["key"]][name] for name in ("article", "publisher", "url")}
    save_edition(edition=update, document=document, by=reporter, lock_version=update.lock_version)
    hidden["new edition of a live story"] = update
    Note.objects.create(edition=update, text=CANARY, author=editor, created_at=timezone.now())
    propose(story=published_story, action=PendingDecision.Action.RETRACT, by=duty, reason=CANARY)
    article = hidden["draft"].cited_articles.first().article
    Coverage.objects.create(story=published_story, article=article)
    return hidden


@pytest.fixture
def replaced(published_story, make_document, reporter, editor):
    """A live story whose former saves held the canary, which nobody ever published."""
    document = make_document()
    edition = create_story(document=make_document(**canaried(DOCUMENT)), by=reporter, slug="tunnel-queues")
    save_edition(edition=edition, document=document, by=reporter, lock_version=edition.lock_version)
    edition.refresh_from_db()
    publish(edition=reviewed(edition, reporter, editor), by=editor)
    return edition.story


def targets(hidden, replaced):
    """Every path for every story, with real and with meddled parts."""
    stories = {edition.story for edition in hidden.values()} | {replaced}
    for path, story in itertools.product(PATHS, stories):
        for version in (1, 2, 3):
            filled = path.format(id=story.public_id, slug=story.slug, version=version)
            yield f"/api/v1/{filled}"
        yield "/api/v1/" + path.format(id=story.pk, slug=story.public_id, version=0)


def refuse_canary(response, what):
    text = response.content.decode() + str(dict(response.items()))
    text = text.replace(response.request["PATH_INFO"], "")  # what was asked is said back as “instance”
    assert CANARY not in text.lower(), what


def test_the_canary_is_in_every_hidden_state(hidden, replaced):
    states = {edition.state for edition in hidden.values()}
    assert states == set(Edition.State.values) - {"published", "superseded"}
    for edition in hidden.values():
        edition.refresh_from_db()
        assert CANARY in json.dumps(edition_document(edition)).lower()
    assert CANARY in json.dumps(list(replaced.editions.get().revisions.values("document"))).lower()
    assert PublishedStory.objects.count() == 2


def test_no_address_shows_what_is_hidden(client, hidden, replaced, editor):
    for logged_in in (False, True):
        if logged_in:
            client.force_login(editor)
        for target in set(targets(hidden, replaced)):
            refuse_canary(client.get(target), target)
            for headers in (
                {"Accept": "*/*"},
                {"X-HTTP-Method-Override": "PATCH"},
                {"Authorization": "Bearer x"},
            ):
                refuse_canary(client.get(target, headers=headers), target)


def test_no_parameter_shows_what_is_hidden(client, hidden, replaced):
    secrets = [edition.story for edition in hidden.values() if edition.state != "draft"]
    values = {
        *(
            "draft",
            "in_review",
            "scheduled",
            "unpublished",
            "all",
            "*",
            "true",
            "1",
            "%",
            "' OR 1=1 --",
            "body",
        ),
        *(CANARY, CANARY[:4], f"{CANARY[:4]}:*", f'"{CANARY}"', f"-nothing {CANARY}"),
        ",".join(story.public_id for story in secrets),
        *(str(story.pk) for story in secrets[:2]),
    }
    for name, value in itertools.product(sorted(PARAMETERS | {"since"}), sorted(values)):
        for path in ("stories", "changes", f"stories/{replaced.public_id}"):
            response = client.get(f"/api/v1/{path}", {name: value})
            assert response.status_code in {200, 400}
            refuse_canary(response, (path, name, value))


def test_no_search_finds_what_is_hidden(client, hidden, replaced):
    nothing = {"results": [], "next": None, "count": 0, "count_capped": False}
    questions = (CANARY, CANARY.upper(), f"{CANARY} or nothing", f'"{CANARY} bridge"', f"{CANARY}'s")
    for question, sort in itertools.product(questions, ORDERS):
        asked = {"q": question, "sort": sort, "include": "count"}
        assert client.get("/api/v1/stories", asked).json() == nothing
    for slug in (CANARY, f"{CANARY}-wire"):
        for name in ("topic", "publisher"):
            assert client.get("/api/v1/stories", {name: slug, "include": "count"}).json() == nothing


def test_no_ids_open_what_is_hidden(client, hidden, replaced):
    ids = ",".join({edition.story.public_id for edition in hidden.values()})
    shown = [story["id"] for story in client.get("/api/v1/stories", {"ids": ids}).json()["results"]]
    assert shown == [hidden["new edition of a live story"].story.public_id]


def lookups():
    """Django look-ups along every path that leads from stories to texts, and orderings by them."""
    fields = {
        field.name
        for model in apps.get_app_config("stories").get_models()
        for field in model._meta.get_fields()
    }
    ways = (
        "",
        "story__",
        "editions__",
        "story__editions__",
        "editions__revisions__",
        "sources__",
        "entries__",
    )
    tests = ("", "__startswith", "__icontains", "__regex", "__gt", "__isnull", "__in")
    for way, field, test in itertools.product(ways, sorted(fields), tests):
        if (name := f"{way}{field}{test}") not in PARAMETERS:
            yield name


def test_no_look_up_of_django_is_a_parameter(client, hidden, replaced, django_assert_num_queries):
    names = list(lookups())
    assert len(names) > 3_000
    with django_assert_num_queries(0):
        for names_at_once in batches(names, 40):
            query = dict.fromkeys(names_at_once, CANARY[:3])
            response = client.get("/api/v1/stories", query)
            assert response.status_code == 400
            faults = response.json()["errors"]
            assert {(fault["parameter"], fault["code"]) for fault in faults} == {
                (name, "unknown_parameter") for name in names_at_once
            }


def batches(names, size):
    return [names[start : start + size] for start in range(0, len(names), size)]


def test_no_ordering_tells_of_what_is_hidden(client, hidden, replaced):
    orders = (
        "headline",
        "-headline",
        "editions__headline",
        "story__editions__state",
        "body",
        "?",
        "search",
        "id",
    )
    for order in (*orders, "pk", "1", "-seq", "updated,id", "stories_edition.headline", "updated) --"):
        response = client.get("/api/v1/stories", {"sort": order})
        assert response.status_code == 400
        assert response.json()["errors"][0]["parameter"] == "sort"
        for name in ("ordering", "order_by", "o", "order"):
            assert client.get("/api/v1/stories", {name: order}).status_code == 400


def test_what_is_hidden_leaves_no_trace_in_counts_and_tags(
    client, published_story, reporter, editor, request
):
    """The answers are the same bytes before and after all of that exists."""
    paths = (
        "stories?include=count",
        "changes",
        f"stories/{published_story.public_id}",
        "openapi.json",
        "docs",
    )
    before = [client.get(f"/api/v1/{path}") for path in paths]
    request.getfixturevalue("hidden")
    after = [client.get(f"/api/v1/{path}") for path in paths]
    assert [(r.content, r["ETag"]) for r in before] == [(r.content, r["ETag"]) for r in after]


def test_every_path_is_tried():
    assert len(PATHS) == len(urlpatterns)
