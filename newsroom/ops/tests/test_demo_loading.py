"""The loaded demo: every state is there, and every step on the way is on record."""

from collections import Counter
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from newsroom.accounts.models import User
from newsroom.ops.demo_accounts import PEOPLE
from newsroom.ops.demo_stories import read_publishers
from newsroom.site.reading import body_of as story_body
from sources import looking, warc
from sources.models import Article, ArticleChange, Publisher, Snapshot, Watch
from stories import watching
from stories.assistance import articles_of, offers
from stories.checks import blockers, check_edition
from stories.ledger import verify
from stories.models import (
    Correction,
    Coverage,
    Edition,
    LedgerEntry,
    PinnedQuote,
    Placing,
    PublishedStory,
    Revision,
    Story,
    WorkflowEvent,
)
from stories.people import contributors
from stories.quotations import look_up, shaken_by
from stories.revisions import edition_document

pytestmark = pytest.mark.xdist_group("demo")  # the demo is loaded once
PASSWORD = "harbour lights 26"
COUNTED = (
    *(Story, Edition, Revision, WorkflowEvent, LedgerEntry, Article, Publisher, User),
    *(Snapshot, ArticleChange, Coverage, Placing, Watch),
)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """Settings of an embedded newsroom with a var folder and a demo password of its own."""
    var = tmp_path_factory.mktemp("var")
    with override_settings(EMBEDDED=True, VAR_DIR=var, DEMO_PASSWORD=PASSWORD):
        yield var


@pytest.fixture(scope="module")
def said(embedded, django_db_setup, django_db_blocker):
    """What the command said when it loaded the demo, once for all tests of this file, then rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def loaded(said, db):
    return said


def load(*arguments):
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_every_story_comes_to_its_state(loaded):
    assert Counter(Story.objects.values_list("state", flat=True)) == {
        "live": 7,
        "retracted": 1,
        "unpublished": 4,
    }
    working = Edition.objects.filter(state__in=Edition.WORKING)
    assert Counter(working.values_list("state", flat=True)) == {
        "draft": 3,
        "in_review": 1,
        "changes_requested": 1,
        "approved": 1,
        "scheduled": 2,
    }


def test_it_says_how_far_it_is_and_how_to_sign_in(loaded):
    lines = loaded.splitlines()
    assert len(lines) == 15
    assert lines[0] == "30 articles: read"
    assert lines[1].startswith("[1/12] ")
    assert lines[13] == "4 articles: looked at again"
    assert "reporter, editor, duty, legal, sources, partners, admin" in lines[-1]
    assert lines[-1].endswith("as set in NEWSROOM_DEMO_PASSWORD")
    assert PASSWORD not in loaded


def test_the_demo_people_have_their_roles(loaded):
    for person in PEOPLE:
        user = User.objects.get(username=person.username)
        assert user.check_password(PASSWORD)
        assert [group.name for group in user.groups.all()] == [person.role]
        assert user.is_staff
        assert not user.is_superuser


def test_published_texts_have_no_blockers_and_two_people(loaded):
    for edition in Edition.objects.exclude(state="draft"):
        shaken = {"pinned_quotation_gone"} if edition.story.slug == "coast-road" else set()
        assert {issue.code for issue in blockers(check_edition(edition))} <= shaken, edition
        if edition.approved_by_id:
            assert edition.approved_by_id not in contributors(edition)


def test_versions_lie_some_days_back_in_order(loaded):
    now = timezone.now()
    story = Story.objects.get(slug="wend-valley-dam")
    moments = list(LedgerEntry.objects.filter(story=story).order_by("seq").values_list("at", flat=True))
    assert len(moments) == story.version == 4
    assert moments == sorted(moments)
    assert story.first_published_at == moments[0] < now - timedelta(days=9)
    assert WorkflowEvent.objects.filter(at__gt=now).count() == 0


def test_corrections_show_old_and_new_wording(loaded):
    dam = Correction.objects.get(story__slug="wend-valley-dam", kind="correction")
    assert "flood 240 hectares of meadow" in dam.old
    assert "140 are meadow today" in dam.new
    assert Correction.objects.filter(kind="clarification").count() == 1
    assert Correction.objects.filter(story__slug="hospital-rosters").count() == 1


def test_two_people_retracted_the_story_and_it_can_still_be_read(loaded):
    story = PublishedStory.objects.get(slug="brindle-bay-fever")
    assert story.state == "retracted"
    steps = WorkflowEvent.objects.filter(story__slug="brindle-bay-fever", action__endswith="retract")
    assert set(steps.values_list("by__username", flat=True)) == {"duty", "legal"}


def test_what_is_scheduled_lies_ahead(loaded):
    now = timezone.now()
    ahead = sorted(
        edition.scheduled_for - now for edition in Edition.objects.filter(state=Edition.State.SCHEDULED)
    )
    assert timedelta(hours=4) < ahead[0] < timedelta(hours=6)
    assert timedelta(days=1) < ahead[1] < timedelta(days=2)


def test_nothing_that_waits_is_public(loaded):
    public = set(PublishedStory.objects.values_list("slug", flat=True))
    assert public == set(Story.objects.exclude(state="unpublished").values_list("slug", flat=True))
    assert len(public) == 8


def test_the_ledger_adds_up(loaded):
    assert list(verify()) == []


def test_quotations_were_pinned_before_their_text_went_out(loaded):
    live = PinnedQuote.objects.filter(edition__state="published").select_related("edition__story")
    assert {pin.edition.story.slug for pin in live} == {
        *("coast-road", "haeon-flood-forecast", "hospital-rosters", "port-calder-strike", "wend-valley-dam")
    }
    first = PinnedQuote.objects.filter(edition__number=1, edition__story__slug="wend-valley-dam").get()
    assert first.verified_at < first.edition.story.first_published_at
    public = story_body(PublishedStory.objects.get(slug="wend-valley-dam"))
    assert "#:~:text=" in str(public)


def test_new_articles_wait_with_suggestions_and_one_has_joined_by_itself(loaded):
    best = {
        placing.article.title: placing.article.coverage.order_by("-score")[0].story.slug
        for placing in Placing.objects.to_do()
    }
    assert len(best) == 10
    assert best["Rivers Agency will not appeal against Wend dam ruling"] == "wend-valley-dam"
    assert best["Las navieras recurren el límite de cruceros de Puerto Salvia"] == "puerto-salvia-cruceros"
    joined = Coverage.objects.get(joined_itself=True, article__original=None)
    assert (joined.story.slug, joined.state) == ("hospital-rosters", "accepted")


def test_the_copy_of_a_text_that_a_story_has_joined_it(loaded):
    copy = Article.objects.exclude(original=None).get()
    joined = copy.coverage.get(state="accepted")
    assert joined.joined_itself
    assert joined.story.coverage.filter(article=copy.original, state="accepted").exists()


def test_two_of_them_belong_nowhere(loaded):
    strong = Coverage.objects.filter(state="suggested", score__gte=0.5).values("article")
    left = Placing.objects.to_do().exclude(article__in=strong)
    assert set(left.values_list("article__title", flat=True)) == {
        "Beekeepers who found stolen hives by taste go to court",
        "Night train between Larkmoor and Sund to return after nine years",
    }


def test_a_text_that_two_papers_carry_is_grouped(loaded):
    copy = Article.objects.exclude(original=None).get()
    assert copy.publisher.name == "Pellam Chronicle"
    assert copy.original.publisher.name == "Harbour Wire"


def test_some_sources_have_changed_since_they_were_cited(loaded):
    found = Counter(ArticleChange.objects.values_list("kind", flat=True))
    assert found == {"text": 3, "title": 1, "notice": 1, "gone": 1}
    radio = Article.objects.get(title="Three councils, one evening, one road")
    assert [shaken.edition.state for shaken in shaken_by(radio)] == ["published", "changes_requested"]
    assert Article.objects.get(state="gone").publisher.name == "Meridian Box Lines"


def test_nothing_is_looked_at_again_because_its_addresses_lead_nowhere(loaded):
    seen = list(Watch.objects.order_by("pk").values())
    assert watching.reconcile() == {"ended": 0, "again": 0, "new": 0}
    assert looking.look_due() == {"looked": 0, "changed": 0, "waiting": 0}
    assert list(Watch.objects.order_by("pk").values()) == seen


def test_drafts_are_offered_entries_for_their_timelines(loaded):
    offered = {}
    for edition in Edition.objects.filter(state__in=Edition.EDITABLE).select_related("story"):
        found = offers(edition, edition_document(edition), articles_of(edition))
        offered[edition.story.slug] = len(found)
    assert offered["deep-coral"] >= 5
    assert offered["coast-road"] >= 3


def test_drafts_have_quotations_to_pin_and_to_put_right(loaded):
    drafts = Edition.objects.filter(state__in=Edition.EDITABLE)
    looked_up = [each for edition in drafts for each in look_up(edition_document(edition)).checked]
    assert {"exact", "different", "not_found"} <= {each.verdict for each in looked_up}


def test_the_archive_of_a_demo_article_names_no_server(loaded):
    out = BytesIO()
    warc.write(Snapshot.objects.select_related("article", "body")[:1], out, name="demo")
    out.seek(0)
    records = [record for record in ArchiveIterator(out) if record.rec_type == "response"]
    assert records[0].rec_headers.get_header("WARC-IP-Address") is None


def test_publishers_are_in_the_catalogue_with_country_and_language(loaded):
    publisher = Publisher.objects.get(name="해온항구신문")
    assert (publisher.country, publisher.language, publisher.kind) == ("KR", "ko", "newspaper")
    assert Publisher.objects.count() == len(read_publishers())


@pytest.mark.parametrize("arguments", [(), ("--again",)])
def test_a_second_call_adds_nothing(loaded, arguments):
    before = counts()
    assert "already there; nothing was added" in load(*arguments)
    assert counts() == before


def test_a_new_password_takes_the_place_of_the_old_one(loaded):
    with override_settings(DEMO_PASSWORD="another tide 27"):
        load()
    assert all(user.check_password("another tide 27") for user in User.objects.all())
