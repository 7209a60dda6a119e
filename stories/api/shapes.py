"""The shapes of the answers, for the OpenAPI document alone: the bytes never pass through here."""

from typing import Any

from rest_framework import serializers as shape

from stories.dates import Precision
from stories.models.history import Correction
from stories.models.published import PublishedStory

STATES = PublishedStory.READABLE


class Shape(shape.Serializer[Any]):
    """A JSON object."""


class NamedSerializer(Shape):
    """A thing with an address and a name."""

    slug = shape.CharField(help_text="Never changes.")
    name = shape.CharField(help_text="May change.")


class TopicSerializer(NamedSerializer):
    """A topic that the story is filed under."""


class PublisherSerializer(NamedSerializer):
    """Whoever published a source."""


class UpdateLabelSerializer(Shape):
    """The line under the headline."""

    text = shape.CharField(help_text="Such as “Updated (2 articles)”.")
    article_count = shape.IntegerField(help_text="Distinct articles that cover the story.")
    as_of = shape.DateTimeField(help_text="When that number last changed.")


class SectionSerializer(Shape):
    """A short run of paragraphs under a heading."""

    key = shape.CharField(help_text="Names the section for as long as the story lives.")
    heading = shape.CharField()
    body_text = shape.CharField(help_text="Plain text, a blank line between paragraphs, markers as [1].")
    body_html = shape.CharField(help_text="Escaped HTML; each marker is a link to #src-<key of the source>.")
    citations = shape.ListField(child=shape.CharField(), help_text="Keys of the sources, in order of use.")


class SourceSerializer(Shape):
    """An article that the story cites."""

    key = shape.CharField(help_text="Names the source for as long as the story lives.")
    number = shape.IntegerField(help_text="What markers in this version call it.")
    publisher = PublisherSerializer()
    article = shape.CharField(help_text="Public id of the article.")
    title = shape.CharField()
    url = shape.CharField(help_text="Empty where the article is known by title alone.")
    summary = shape.CharField(help_text="What the article says, in our words.")
    language = shape.CharField()
    published_at = shape.DateTimeField(allow_null=True)
    archived = shape.BooleanField(help_text="Whether we hold a copy.")
    state = shape.ChoiceField(choices=["cited", "retracted"])


class DateSerializer(Shape):
    """A date that is exactly as precise as what is known."""

    display = shape.CharField(help_text="For readers, such as “Mid-Jan 2026”.")
    edtf = shape.CharField(help_text="Extended Date/Time Format (ISO 8601-2).")
    precision = shape.ChoiceField(choices=[precision.value for precision in Precision])
    start = shape.DateTimeField(help_text="First moment, UTC.")
    end = shape.DateTimeField(help_text="First moment after it, UTC.")
    datetime = shape.CharField(help_text="For the datetime attribute of HTML; empty if that cannot say it.")


class EntrySerializer(Shape):
    """A timeline entry."""

    key = shape.CharField(help_text="Names the entry for as long as the story lives.")
    date = DateSerializer()
    text = shape.CharField(help_text="Plain text, markers as [1].")
    html = shape.CharField()
    citations = shape.ListField(child=shape.CharField(), help_text="Keys of the sources, in order of use.")


class QuoteSerializer(Shape):
    """A passage of a source that a quotation rests on (W3C TextQuoteSelector)."""

    place = shape.CharField(help_text="Key of the section or entry that quotes it.")
    source = shape.CharField(help_text="Key of the source.")  # type: ignore[assignment] # a field of ours
    anchor = shape.CharField(help_text="Id of its marker in the HTML.")
    exact = shape.CharField(help_text="The words of the source.")
    prefix = shape.CharField(help_text="What stands before them there, 32 characters at most.")
    suffix = shape.CharField(help_text="What stands behind them there, 32 characters at most.")
    url = shape.CharField(
        help_text="Leads to the passage (text fragment); empty for a source without an address."
    )


class CorrectionSerializer(Shape):
    """A public note of what was wrong."""

    version = shape.IntegerField(help_text="The version that put it right.")
    kind = shape.ChoiceField(choices=Correction.Kind.values)
    note = shape.CharField()
    at = shape.DateTimeField()
    target = shape.CharField(help_text="Key of the section or entry; empty: the story as a whole.")
    old = shape.CharField()
    new = shape.CharField()


class NoticeSerializer(Shape):
    """Why and since when a notice stands over a story."""

    note = shape.CharField()
    at = shape.DateTimeField()


class DiversitySerializer(Shape):
    """On how many sources of how many kinds the story rests; retracted ones do not count."""

    articles = shape.IntegerField()
    publishers = shape.IntegerField()
    languages = shape.IntegerField()


class StorySerializer(Shape):
    """A story as readers see it now."""

    id = shape.CharField(help_text="Never changes.")
    version = shape.IntegerField(help_text="Counts what was published of this story, from 1.")
    seq = shape.IntegerField(help_text="Place in the order of all public events; rises with each change.")
    slug = shape.CharField()
    url = shape.URLField(help_text="The page for readers.")
    language = shape.CharField(help_text="BCP 47.")
    headline = shape.CharField()
    standfirst = shape.CharField()
    state = shape.ChoiceField(choices=STATES)
    byline = shape.CharField(help_text="Who answers for it.")
    first_published_at = shape.DateTimeField()
    updated_at = shape.DateTimeField(help_text="Moves with every change.")
    content_updated_at = shape.DateTimeField(
        help_text="Moves with updates and corrections; lists sort by it."
    )
    update_label = UpdateLabelSerializer()
    sections = SectionSerializer(many=True)
    sources = SourceSerializer(many=True, help_text="In the order of their numbers.")
    timeline = EntrySerializer(many=True, help_text="In the order in which it is to be read.")
    quotes = QuoteSerializer(many=True, help_text="Passages that quotations rest on.")
    topics = TopicSerializer(many=True)
    image = shape.DictField(allow_null=True)
    corrections = CorrectionSerializer(many=True, help_text="The latest first.")
    concern = NoticeSerializer(allow_null=True)
    retraction = NoticeSerializer(allow_null=True)
    diversity = DiversitySerializer()


class StoryPageSerializer(Shape):
    """A page of stories."""

    results = StorySerializer(many=True)
    next = shape.URLField(allow_null=True, help_text="The next page; null at the end.")
    count = shape.IntegerField(required=False, help_text="With include=count: how many there are, to 10,000.")
    count_capped = shape.BooleanField(required=False, help_text="Whether there are more than that.")


class ChangeSerializer(Shape):
    """The latest that became of one object."""

    seq = shape.IntegerField()
    type = shape.ChoiceField(choices=["story"])
    id = shape.CharField()
    version = shape.IntegerField()
    op = shape.ChoiceField(choices=["upsert", "remove"], help_text="Fetch it anew, or remove your copy.")
    url = shape.URLField()


class ChangesSerializer(Shape):
    """Changes in the order in which they happened."""

    changes = ChangeSerializer(many=True)
    next = shape.IntegerField(help_text="Give this as “since” the next time.")
    has_more = shape.BooleanField(help_text="Whether more is waiting: ask again at once.")


class VersionSerializer(Shape):
    """One published version of a story."""

    version = shape.IntegerField()
    seq = shape.IntegerField(help_text="The last public event of this version.")
    kind = shape.CharField(help_text="What made it: published, updated, minor, clarified or corrected.")
    at = shape.DateTimeField(help_text="When it was published.")
    url = shape.URLField()


class VersionsSerializer(Shape):
    """The published versions of a story, the newest first."""

    versions = VersionSerializer(many=True)


class IndexSerializer(Shape):
    """Addresses, as URI templates where a part is to be filled in (RFC 6570)."""

    stories = shape.CharField()
    story = shape.CharField()
    story_by_slug = shape.CharField()
    versions = shape.CharField()
    version = shape.CharField()
    changes = shape.CharField()
    openapi = shape.CharField()
    docs = shape.CharField()


class FaultSerializer(Shape):
    """One thing that is wrong with a request."""

    parameter = shape.CharField()
    code = shape.CharField()
    detail = shape.CharField()


class ProblemSerializer(Shape):
    """Why there is no answer (RFC 9457)."""

    type = shape.URLField(help_text="Ends with a stable code.")
    title = shape.CharField()
    status = shape.IntegerField()
    detail = shape.CharField()
    instance = shape.CharField(help_text="The path that was asked for.")
    request_id = shape.CharField(help_text="Quote it when you write to us.")
    errors = FaultSerializer(many=True)  # type: ignore[assignment] # shadows what only validation needs
