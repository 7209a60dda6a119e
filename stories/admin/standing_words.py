"""What the desk says of each thing that can be done with a story: who notices it, what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from stories.models import PendingDecision


@dataclass(frozen=True, slots=True)
class Sheet:
    """One action as its page and its proposal show it.

    ``confirm`` is on the button of the second person, where there is one. ``asks`` names the fields beside
    the reason; a reason is asked for where ``reason`` has words.
    """

    label: str
    button: str
    done: str
    readers: str
    partners: str
    desk: str = ""
    confirm: str = ""
    reason: str = ""
    reason_help: str = ""
    asks: frozenset[str] = frozenset()
    two_people: bool = False
    grave: bool = False


PUBLIC = "Readers and partners see these words, under the headline, for as long as the notice stands."
KEPT = "Colleagues see it in the history of the story. It is not shown to readers."

SHEETS: Mapping[str, Sheet] = {
    "lift_concern": Sheet(
        label="Propose to lift the concern",
        confirm="Confirm: lift the concern",
        button="Propose to lift it",
        done="Proposed. The concern stays until a second person confirms.",
        readers="The notice goes; the story counts as live again.",
        partners="The delta feed tells it; the state is “live” again.",
        reason="Why does the story hold?",
        reason_help=KEPT,
        two_people=True,
    ),
    "reopen": Sheet(
        label="Reopen",
        button="Reopen the story",
        done="Reopened: readers see it as a story that is followed.",
        readers="The note that we no longer follow the story goes.",
        partners="The delta feed tells it; the state is “live” again.",
        desk="It happens at once, and can be closed again.",
    ),
    "restore": Sheet(
        label="Propose to restore",
        confirm="Confirm: put the story back",
        button="Propose to restore it",
        done="Proposed. The story stays down until a second person confirms.",
        readers="The story and its history stand at their address again, as they were before.",
        partners="The delta feed tells it; the story can be fetched again.",
        desk="Preview links that were revoked stay revoked.",
        reason="Why can it come back?",
        reason_help=KEPT,
        two_people=True,
    ),
    "raise_concern": Sheet(
        label="Raise a concern",
        button="Raise the concern",
        done="Raised: readers see your note above the story now.",
        readers="“Expression of concern” with your note stands above the text, which stays readable.",
        partners="The delta feed tells it; the state is “concern”, with your note.",
        desk="It happens at once. Lifting it again takes two people.",
        reason="What is in doubt?",
        reason_help=PUBLIC,
    ),
    "close": Sheet(
        label="Close",
        button="Close the story",
        done="Closed: readers see that it is no longer followed.",
        readers="A note says that we no longer follow the story. The text stays; errors are still corrected.",
        partners="The delta feed tells it; the state is “closed”.",
        desk="It happens at once, and can be reopened.",
    ),
    "merge": Sheet(
        label="Propose to merge into another story",
        confirm="Confirm: merge it into the other story",
        button="Propose to merge",
        done="Proposed. Readers find both stories until a second person confirms.",
        readers="Whoever opens this address is led to the other story. It cannot be undone.",
        partners="The delta feed tells them to remove their copy; the API leads the id to the other story.",
        desk="The address is kept for ever and goes to no other story. Texts in work can no longer go live.",
        reason="Why do they belong together?",
        reason_help=KEPT,
        asks=frozenset({"target"}),
        two_people=True,
    ),
    "rename": Sheet(
        label="Change the address",
        button="Change the address",
        done="Changed: the new address works now.",
        readers="The story stands at the new address. Whoever opens the old one is led there, for ever.",
        partners="The delta feed tells it; the id stays, “slug” and “url” are new.",
        desk="It happens at once. No other story can have the old address.",
        asks=frozenset({"slug"}),
    ),
    "retract": Sheet(
        label="Propose to retract",
        confirm="Confirm: retract this story",
        button="Propose to retract",
        done="Proposed. The story stays as it is until a second person confirms.",
        readers="“Retracted” with your note stands above the text, which stays readable for the record but "
        "leaves the front page and search engines. It cannot be undone; the text can still be corrected.",
        partners="The delta feed tells it; the state is “retracted”, with your note.",
        reason="What was wrong?",
        reason_help=PUBLIC,
        two_people=True,
        grave=True,
    ),
    "take_down": Sheet(
        label="Take down now",
        button="Take it down now",
        done="Taken down: nobody can read it any more. A second person has to confirm it within 24 hours.",
        readers="The page, its history and its old versions are gone at once; a short notice stands there.",
        partners="The delta feed tells them to remove their copy; the API no longer gives it out.",
        desk="You can do it alone. Preview links to its texts are revoked, and nothing of it can go live. "
        "A second person has to confirm within 24 hours; bringing it back takes two.",
        reason="What is the reason?",
        reason_help=KEPT,
        asks=frozenset({"code"}),
        grave=True,
    ),
}
CONFIRM_TAKE_DOWN = Sheet(
    label="Confirm the take-down",
    confirm="Confirm the take-down",
    button="",
    done="Confirmed: two people stand behind the take-down now.",
    readers="Nothing changes: the story is gone already.",
    partners="Nothing changes: they were told at once.",
    desk="If it was wrong, do not confirm it: propose to restore the story.",
    grave=True,
)


def sheet_of(decision: PendingDecision) -> Sheet:
    """What is said of a decision that waits."""
    return SHEETS.get(decision.action, CONFIRM_TAKE_DOWN)
