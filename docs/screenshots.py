"""Takes the pictures of the guides from the running product, so that they show what is there.

    make screenshots            # or python -m docs.screenshots [FOLDER]

A newsroom of its own is started with the demo, a browser walks through it, and each picture of PICTURES is
written to docs/images/ or to the folder that is named. A test runs this and compares the names with those
that the guides show.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import CHROMIUM, FLAGS
from tests.running import PASSWORD, Running, free_port, own_folder

IMAGES = Path(__file__).with_name("images")
WIDE, PHONE = (1280, 800), (400, 780)


@dataclass(frozen=True)
class Picture:
    """One picture: whose screen, how to get there, and how much of it is shown."""

    name: str
    user: str  # of the demo; empty: a reader
    show: Callable[[Page], None]
    size: tuple[int, int] = WIDE
    theme: str = "light"


def opened(path: str) -> Callable[[Page], None]:
    """Just open an address."""

    def show(page: Page) -> None:
        page.goto(path)

    return show


def edition_of(page: Page, slug: str) -> None:
    """The screen of the newest edition of a story."""
    page.goto(f"/admin/stories/edition/?q={slug}")
    page.locator("#result_list tbody tr").first.get_by_role("link").first.click()


def story_of(page: Page, slug: str) -> None:
    """The page of a story at the desk."""
    page.goto(f"/admin/stories/story/?q={slug}")
    page.locator("#result_list tbody tr").first.get_by_role("link").first.click()


def writing(page: Page) -> None:
    """The edition screen with the page beside the text."""
    edition_of(page, "coast-road")
    page.get_by_role("button", name="Side by side").click()
    page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()


def citing(page: Page) -> None:
    """The citation picker, open at the caret."""
    edition_of(page, "deep-coral")
    body = page.locator("[data-rows=sections] [data-list] > li").first.get_by_label("Text")
    body.scroll_into_view_if_needed()
    body.press("Control+End")
    page.keyboard.type(" The survey took a year[")
    page.get_by_role("listbox").wait_for()


def dating(page: Page) -> None:
    """A fuzzy date read back."""
    edition_of(page, "deep-coral")
    page.get_by_role("button", name="Add an entry").click()
    entry = page.locator("[data-rows=timeline] [data-list] > li").last
    entry.get_by_label("When", exact=True).fill("Mid-Jan 2026")
    entry.locator("[data-reading]", has_text="11–20 January 2026").wait_for()
    entry.scroll_into_view_if_needed()


def reviewing(page: Page) -> None:
    """A text in review, with a note beside it."""
    edition_of(page, "puerto-salvia-cruceros")
    page.get_by_label("Note", exact=True).fill("@reporter ¿De quién es la cifra de las escalas?")
    page.get_by_role("button", name="Add the note").click()
    page.locator("#notes [data-said]", has_text="added").wait_for()
    page.locator("#notes").scroll_into_view_if_needed()


def comparing(page: Page) -> None:
    """What differs between two saves."""
    story_of(page, "wend-valley-dam")
    page.goto(page.url.replace("/change/", "/compare/"))


def importing(page: Page) -> None:
    """What was understood of a digest, to be confirmed."""
    page.goto("/admin/stories/story/import/")
    page.get_by_label("Or paste it here").fill(DIGEST)
    page.get_by_role("button", name="Look at it").click()


def acting(page: Page) -> None:
    """The page of a public story, with all that can be done."""
    story_of(page, "hospital-rosters")
    page.locator("details.offers summary").click()


def taking_down(page: Page) -> None:
    """What a take-down does, before it is done."""
    story_of(page, "hospital-rosters")
    page.locator("details.offers summary").click()
    page.get_by_role("link", name="Take down now").click()


def choosing(page: Page) -> None:
    """Many rows at once: what will happen, before it does."""
    page.goto("/admin/stories/edition/")
    for box in page.locator("#result_list input.action-select").all()[:6]:
        box.check()
    page.locator("select[name=action]").first.select_option(label="Publish now")
    page.locator("#changelist-form button[name=index]").first.click()


def sharing(page: Page) -> None:
    """A link to a preview, made for somebody outside."""
    edition_of(page, "film-reel")
    page.get_by_label("For whom").fill("Film archive, press office")
    page.get_by_role("button", name="Make a link").click()
    page.locator("#sharing [data-said]", has_text="made").wait_for()
    page.locator("#sharing").scroll_into_view_if_needed()


DIGEST = """Harbour Bridge Reopens After Ten Weeks
Updated (2 articles)
Traffic Returns at Dawn The first cars crossed at 05:30 on Monday[1]. Lorries wait until spring[2].
What Was Repaired Divers replaced two of the northern bearings[1].
Sources (2 articles)
-
[1]
Harbour Wire:Bridge reopens: Reports the first crossings and what was repaired.
-
[2]
Northern Ledger:Lorries must wait: Details the weight limit until spring.
Timeline
Early Oct 2026 – The bridge is shut. [1]
Dec 14 2026 05:30 UTC – The first cars cross. [1]
"""
PICTURES: tuple[Picture, ...] = (
    Picture("story", "", opened("/stories/port-calder-strike/"), (1280, 1000)),
    Picture("dashboard", "editor", opened("/admin/"), (1280, 1000)),
    Picture("writing", "reporter", writing, (1440, 900)),
    Picture("writing-on-a-phone", "reporter", lambda page: edition_of(page, "coast-road"), PHONE, "dark"),
    Picture("citing", "reporter", citing),
    Picture("dating", "reporter", dating, (1280, 600)),
    Picture("reviewing", "editor", reviewing),
    Picture("sharing", "editor", sharing),
    Picture("comparing", "editor", comparing),
    Picture("importing", "reporter", importing, (1280, 1000)),
    Picture("calendar", "editor", opened("/admin/calendar/")),
    Picture("bulk", "editor", choosing),
    Picture("acting", "duty", acting),
    Picture("taking-down", "legal", taking_down, (1280, 1000)),
    Picture("mail", "admin", opened("/admin/stories/outgoingmail/")),
)


def sign_in(browser: Browser, address: str, picture: Picture) -> Page:
    """A window as that person has it."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, base_url=address, color_scheme=picture.theme
    )
    page = context.new_page()
    if picture.user:
        page.goto("/admin/login/")
        page.get_by_label("Username").fill(picture.user)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/admin/")
    return page


def take(folder: Path) -> None:
    """Write every picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with own_folder() as place, sync_playwright() as playwright:
        newsroom = Running(place / "var", free_port())
        try:
            newsroom.wait_until_ready()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for picture in PICTURES:
                page = sign_in(browser, f"http://127.0.0.1:{newsroom.port}", picture)
                picture.show(page)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=folder / f"{picture.name}.png")
                page.context.close()
                sys.stdout.write(f"{picture.name}\n")
            browser.close()
        finally:
            newsroom.stop()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
