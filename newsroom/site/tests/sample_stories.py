"""Made-up public stories in every state, direction and length, for tests and for looking at pages."""

from typing import Any

from stories.dates import parse
from stories.public import public_story

BASE = "http://127.0.0.1:8000"
PUBLISHERS = {
    "harbour-wire": "Harbour Wire",
    "the-aldermoor-ledger": "The Aldermoor Ledger",
    "nordstrand-rundfunk": "Nordstrand Rundfunk",
    "coastguard-register": "Coastguard Register",
}


def source(key: str, publisher: str, title: str, summary: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "article": f"ar_{key}",
        "publisher": {"slug": publisher, "name": PUBLISHERS[publisher]},
        "title": title,
        "url": f"https://news.example/{key}",
        "language": "en",
        "published_at": "2026-03-04T09:20:00+00:00",
        "summary": summary,
        "state": "cited",
        **more,
    }


def entry(key: str, date: str, text: str) -> dict[str, Any]:
    return {"key": key, "date": parse(date).as_json(), "text": text}


def section(key: str, heading: str, body: str) -> dict[str, Any]:
    return {"key": key, "heading": heading, "body": body}


def document(headline: str, **more: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "language": "en",
        "headline": headline,
        "standfirst": "",
        "topics": [],
        "image": None,
        "sections": [],
        "sources": [],
        "timeline": [],
        "quotes": [],
        **more,
    }


def facts(slug: str, count: int, **more: Any) -> dict[str, Any]:
    return {
        "slug": slug,
        "state": "live",
        "version": 1,
        "byline": "",
        "first_published_at": "2026-03-03T22:41:00Z",
        "content_updated_at": "2026-03-05T07:12:00Z",
        "updated_at": "2026-03-05T07:12:00Z",
        "article_count": count,
        "as_of": "2026-03-05T07:12:00Z",
        "publishers": PUBLISHERS,
        "topics": {"transport": "Transport", "energy": "Energy", "courts": "Courts", "science": "Science"},
        "archived": ["f1re", "reg1"],
        "corrections": [],
        "concern": None,
        "retraction": None,
        "merged_into": "",
        **more,
    }


FERRY = document(
    "Aldermoor Suspends Night Crossings After Engine-Room Fire on the Ferry Sigrun",
    standfirst="All 214 people on board reached land. Inspectors now ask why a fuel valve that was due for "
    "replacement in winter was still in service.",
    topics=["transport", "science"],
    sections=[
        section(
            "s1a2",
            "Passengers Taken Off Within Two Hours",
            "The fire broke out below deck eleven minutes after the Sigrun left the outer breakwater, and "
            "the master turned back at once[@f1re][@ldg1]. Two harbour tugs and a pilot boat took off 198 "
            "passengers and 16 crew; four people were treated for smoke and went home[@f1re].\n\n"
            "The port authority said the sprinklers in the engine room had worked as designed, and that the "
            "vessel was never without power to its pumps[@reg1].",
        ),
        section(
            "s2b3",
            "A Valve Under Question",
            "Maintenance lists filed with the register show a fuel shut-off valve marked for replacement in "
            "January, with no entry that the work was done[@reg1]. The operator, Moor Lines, says the part "
            "was “inspected and found serviceable” and that the delay was within the rules[@ldg1][@ndr1].",
        ),
        section(
            "s3c4",
            "Night Service Halted Until Inspection Ends",
            "Crossings after 20:00 are suspended on both routes while the two sister ships are "
            "examined[@ldg2]. About 900 commuters use the late boats on a weekday; buses by the bridge take "
            "70 minutes longer[@ldg2]. The council meets on Friday to decide on a subsidised coach.",
        ),
        section(
            "s4d5",
            "What Is Not Known",
            "Neither the authority nor the operator has said where the fire began. A report on local radio "
            "that a second alarm was ignored could not be confirmed and has been withdrawn by the "
            "station[@ndr1].",
        ),
    ],
    sources=[
        source(
            "f1re",
            "harbour-wire",
            "Ferry returns to port after fire, all aboard safe",
            "Reports the alarm, the evacuation by tugs and the number of people treated.",
        ),
        source(
            "ldg1",
            "the-aldermoor-ledger",
            "Moor Lines defends upkeep of Sigrun after blaze",
            "Quotes the operator on the valve and sets out the ship's last three inspections.",
            published_at="2026-03-04T16:05:00+00:00",
        ),
        source(
            "ndr1",
            "nordstrand-rundfunk",
            "Fähre „Sigrun“: Zweiter Alarm soll ignoriert worden sein",
            "Says that a second alarm went unanswered; withdrawn a day later.",
            language="de",
            state="retracted",
            published_at="2026-03-04T11:48:00+00:00",
        ),
        source(
            "reg1",
            "coastguard-register",
            "Statement of findings 2026/14 (preliminary)",
            "Lists the state of the pumps and sprinklers and the maintenance entries since October.",
            published_at="2026-03-05T06:30:00+00:00",
        ),
        source(
            "ldg2",
            "the-aldermoor-ledger",
            "No late boats until further notice",
            "Gives the cancelled departures and the bus times that replace them.",
            url="",
            published_at=None,
        ),
    ],
    timeline=[
        entry("t1aa", "2019", "The Sigrun enters service on the western route. [@reg1]"),
        entry("t2bb", "Q4 2025", "The fuel valve is listed for replacement at the next docking. [@reg1]"),
        entry("t3cc", "Dec 28 2025 – Jan 2 2026", "A docking planned for the holidays is put off. [@ldg1]"),
        entry("t4dd", "Mid-Jan 2026", "Moor Lines reports the part as inspected. [@ldg1][@reg1]"),
        entry("t5ee", "About Feb 2026", "Crew members report fuel smells, a union says. [@ndr1]"),
        entry("t6ff", "Mar 3 2026 21:17 UTC", "Fire alarm below deck; the master turns back. [@f1re]"),
        entry("t7gg", "Mar 3 2026 23:02 UTC", "The last passenger is ashore. [@f1re][@reg1]"),
        entry("t8hh", "Mar 4 2026", "Night crossings are suspended on both routes. [@ldg2]"),
    ],
)
FERRY_FACTS = facts(
    "aldermoor-ferry-fire",
    5,
    version=3,
    corrections=[
        {
            "version": 2,
            "kind": "correction",
            "note": "An earlier version gave the number of people on board as 241.",
            "at": "2026-03-04T18:20:00Z",
            "target": "s1a2",
            "old": "All 241 people on board",
            "new": "All 214 people on board",
        },
        {
            "version": 3,
            "kind": "clarification",
            "note": "The delay of the docking was within the rules in force at the time.",
            "at": "2026-03-05T07:12:00Z",
            "target": "s2b3",
            "old": "",
            "new": "",
        },
    ],
)


def short(slug: str, headline: str, lines: str, topic: str, dates: list[tuple[str, str]], **more: Any) -> Any:
    """A story of one section and two sources."""
    text = document(
        headline,
        topics=[topic],
        standfirst=more.pop("standfirst", ""),
        language=more.pop("language", "en"),
        sections=[section("s1a2", more.pop("heading", ""), lines)],
        sources=[
            source("f1re", "harbour-wire", f"Report: {headline}", "Sets out what is known."),
            source("ldg1", "the-aldermoor-ledger", f"Background: {headline}", "Tells how it came to this."),
        ],
        timeline=[entry(f"t{n}zz", date, words) for n, (date, words) in enumerate(dates, 1)],
    )
    return public_story(public_id=f"st_{slug}", document=text, facts=facts(slug, 2, **more), base_url=BASE)


def stories() -> list[dict[str, Any]]:
    """All samples, the fullest first."""
    return [
        public_story(public_id="st_ferry", document=FERRY, facts=FERRY_FACTS, base_url=BASE),
        short(
            "orrin-valley-dam",
            "Orrin Valley Dam Lowered After Sensors Disagree",
            "Two of nine gauges report movement that the others do not[@f1re]. The operator lowers the lake "
            "by three metres while divers look at the foundation[@ldg1].",
            "energy",
            [
                ("Feb 2026", "Gauges 4 and 7 drift."),
                ("Mar 4 2026 05:30 UTC", "Lowering begins. [@f1re]"),
            ],
            state="concern",
            concern={
                "note": "An engineer disputes the reading of gauge 4. We are checking it.",
                "at": "2026-03-04T12:00:00Z",
            },
            heading="Seven Gauges Against Two",
        ),
        short(
            "bridge-toll-ruling",
            "Court Strikes Down Bridge Toll, Refunds Unclear",
            "The toll lacked a legal basis from the start, the court found[@f1re]. Who is repaid, and how, "
            "is left to the council[@ldg1].",
            "courts",
            [("Mar 2 2026", "The ruling is read out in open court. [@f1re]")],
            standfirst="Drivers paid 40 million crowns in six years; the council has until June to answer.",
        ),
        short(
            "early-thaw",
            "Ice Road to Skarn Closes Three Weeks Early",
            "The road over the lake was closed after a snowplough broke through the shoulder[@f1re].",
            "transport",
            [("Early Mar 2026", "Cracks are seen along the northern lane. [@f1re]")],
            state="closed",
        ),
        short(
            "school-meals-study",
            "Study on School Meals Withdrawn by Its Authors",
            "The authors say that two groups of pupils were mixed up[@f1re].",
            "science",
            [("Mar 1 2026", "The journal prints a notice. [@f1re]")],
            state="retracted",
            retraction={
                "note": "We reported the study as new evidence. Its authors have withdrawn it; our story "
                "rested on it alone.",
                "at": "2026-03-04T12:00:00Z",
            },
        ),
        short(
            "port-agreement-ar",
            "اتفاق جديد لتوسيع ميناء ألدرمور بعد مفاوضات طويلة",
            "وقّعت سلطة الميناء وشركة الشحن اتفاقاً يسمح ببناء رصيف ثالث[@f1re]. وسيبدأ العمل في الصيف "
            "بحسب بيان مشترك[@ldg1].\n\nولم تُنشر كلفة المشروع بعد[@f1re].",
            "transport",
            [("Mid-Feb 2026", "بدء المفاوضات. [@ldg1]"), ("Mar 3 2026 10:00 UTC", "توقيع الاتفاق. [@f1re]")],
            language="ar",
            heading="رصيف ثالث",
        ),
        short(
            "strommast",
            "Hochspannungsleitungserneuerungsprogramm kommt drei Jahre später als geplant",
            "Die Bundesnetzagentur nennt Lieferengpässe bei Transformatoren als Grund[@f1re].",
            "energy",
            [("Mar 2026", "Der neue Zeitplan wird veröffentlicht. [@f1re]")],
            language="de",
        ),
        short("one-line", "Comet Visible Before Dawn This Week", "Look east at five[@f1re].", "science", []),
    ]
