"""The roles of a newsroom and what each may do: the one place where permissions are given."""

from collections.abc import Mapping

VIEW = (
    *(
        f"stories.view_{model}"
        for model in (
            *("story", "topic", "edition", "section", "citedarticle", "timelineentry", "coverage"),
            *("revision", "workflowevent", "note", "pendingdecision", "correction", "ledgerentry"),
            *("previewlink", "waiver"),
        )
    ),
    *("sources.view_publisher", "sources.view_article", "sources.view_snapshot", "sources.view_feed"),
    *("sources.view_feeditem", "sources.view_articlerequest", "sources.view_articlechange"),
)
WRITE = (
    *("stories.add_story", "stories.add_edition", "stories.change_edition", "stories.submit_edition"),
    *("stories.add_note", "stories.change_coverage", "sources.add_article", "sources.add_publisher"),
    *("stories.share_preview", "sources.add_articlerequest", "sources.change_articlechange"),
)
REVIEW = (
    *("stories.review_edition", "stories.approve_edition", "stories.publish_edition"),
    *("stories.schedule_edition", "stories.discard_edition", "stories.raise_concern"),
    *("stories.merge_story", "stories.close_story", "stories.change_story"),
    *("stories.add_topic", "stories.change_topic", "stories.waive_check", "stories.view_outgoingmail"),
    *("site.view_readerreport", "site.change_readerreport"),
)
DUTY = (
    *("stories.publish_urgently", "stories.retract_story"),
    *("stories.take_down_story", "stories.rename_story"),
)
SOURCES = (
    *("sources.add_article", "sources.change_article", "sources.add_publisher"),
    *("sources.change_publisher", "stories.change_coverage", "sources.add_articlerequest"),
    *("sources.add_feed", "sources.change_feed", "sources.change_articlechange"),
)
PEOPLE = ("accounts.add_user", "accounts.change_user", "accounts.view_user", "auth.view_group")

ROLES: Mapping[str, tuple[str, ...]] = {
    "reporter": (*VIEW, *WRITE),
    "editor": (*VIEW, *WRITE, *REVIEW),
    "duty editor": (*VIEW, *WRITE, *REVIEW, *DUTY),
    "legal": (
        *VIEW,
        "stories.add_note",
        "stories.take_down_story",
        "stories.retract_story",
        "site.view_readerreport",
    ),
    "publisher desk": (*VIEW, *SOURCES),
    "partner manager": VIEW,
    "administrator": (*VIEW, *PEOPLE, "stories.view_outgoingmail"),
}
