"""Digest files through the command line: in, out again as the same bytes, and every way to be refused."""

import io
import json
import os
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from stories.models import Edition, Story, WorkflowEvent

pytestmark = pytest.mark.django_db
GOOD = """Ferry Line Suspends Night Sailings
Updated (2 articles)
Night Boats Stay In Port The operator cancelled all sailings after midnight from Monday[1]. It cited a shortage of crew[1][2].
Islanders Ask For Help The island council wrote to the ministry[2]. No answer had come by Friday[2].
Sources (2 articles)
-
[1]
Coast Radio:Night ferries cancelled: Reports the cancellation and its reason.
-
[2]
Island Gazette:Council writes to minister: Quotes the letter from the council.
Timeline
Early Oct 2026 – The operator warns of a shortage of crew. [1]
Oct 12 2026 21:40 UTC – The last night boat sails. [1][2]
"""


def run(*arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("import_digest", *map(str, arguments), stdout=out, stderr=err, **options)
    except SystemExit as leaving:
        code = leaving.code
    return code, out.getvalue(), err.getvalue()


def write(folder, text, name="ferry.digest.txt"):
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def exported(folder, slug):
    target = folder / "out.txt"
    call_command("export_digest", slug, output=target)
    return target.read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + GOOD.rstrip("\n").encode(),
        GOOD.replace("Radio:Night", "Radio: Night").encode(),
        GOOD.replace("Early Oct 2026", "Mid-Sep 2026").encode(),
    ],
    ids=["as it is", "crlf", "bom, no final newline", "space after colon", "date as typed"],
)
def test_what_was_imported_is_exported_byte_for_byte(tmp_path, reporter, editor, data):
    file = write(tmp_path, data)
    code, out, err = run(file, "--publish", by="rosa", approve_by="edith")
    assert (code, err) == (0, "")
    assert "published, /stories/ferry-line-suspends-night-sailings/" in out
    assert exported(tmp_path, "ferry-line-suspends-night-sailings") == data


def test_a_draft_is_made_and_nobody_else_is_named(tmp_path, reporter):
    run(write(tmp_path, GOOD), by="rosa")
    edition = Edition.objects.get()
    assert (edition.state, edition.created_by) == ("draft", reporter)
    assert [row.heading for row in edition.sections.all()] == [
        "Night Boats Stay In Port",
        "Islanders Ask For Help",
    ]


def test_an_approval_from_the_command_line_is_on_record(tmp_path, reporter, editor):
    run(write(tmp_path, GOOD), "--publish", by="rosa", approve_by="edith")
    assert WorkflowEvent.objects.get(action="approve").details["via"] == "import_digest --approve-by"


def test_it_refuses_an_approval_from_the_command_line_in_production(tmp_path, reporter, editor, settings):
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="embedded mode"):
        run(write(tmp_path, GOOD), "--publish", by="rosa", approve_by="edith")
    assert not Story.objects.exists()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({}, "Say who writes"),
        ({"by": "nobody"}, "no active account “nobody”"),
        ({"by": "rosa", "publish": True}, "needs a second person"),
    ],
)
def test_it_refuses_a_call_without_people(tmp_path, reporter, options, complaint):
    with pytest.raises(CommandError, match=complaint):
        run(write(tmp_path, GOOD), **options)


def test_it_refuses_the_writer_as_the_approver_and_saves_nothing(tmp_path, editor):
    code, _, err = run(write(tmp_path, GOOD), "--publish", by="edith", approve_by="edith")
    assert code == 1
    assert "somebody else has to approve it" in err
    assert not Story.objects.exists()


MALFORMED = {
    "counts": (GOOD.replace("Sources (2", "Sources (3"), 5),
    "date": (GOOD.replace("Oct 12 2026", "Feb 30 2026"), 14),
    "number": (GOOD.replace("crew[1][2]", "crew[1][7]"), 3),
    "blank line": (GOOD.replace("Timeline\n", "\nTimeline\n"), 12),
    "NUL": (GOOD.replace("midnight", "mid\0night"), 0),
    "encoding": (GOOD.replace("crew", "équipage").encode("cp1252"), 0),
    "empty": ("", 0),
    "endless line": (GOOD.replace("The operator", "x" * 2_100_000), 0),
    "long body": (GOOD.replace("The operator", "The " + "very " * 5000 + "operator"), 3),
}


@pytest.mark.parametrize("kind", sorted(MALFORMED))
def test_a_malformed_file_names_its_line_and_the_others_are_done(tmp_path, reporter, kind):
    text, line = MALFORMED[kind]
    bad, good = write(tmp_path, text, "bad.txt"), write(tmp_path, GOOD, "good.txt")
    code, _, err = run(bad, tmp_path / "missing.txt", good, by="rosa")
    assert code == 1
    assert err.startswith(f"{bad}:{line}: ")
    assert f"{tmp_path / 'missing.txt'}:0: cannot be read" in err
    assert [story.slug for story in Story.objects.all()] == ["ferry-line-suspends-night-sailings"]


def test_a_dry_run_prints_a_line_a_file_and_writes_nothing(tmp_path):
    file = write(tmp_path, GOOD)
    code, out, _ = run(file, file, "--dry-run", format="json")
    assert code == 0
    assert not Story.objects.exists()
    first, second = map(json.loads, out.splitlines())
    assert first == second
    assert first["file"] == str(file)
    assert first["timeline"][0]["edtf"] == "[2026-10-01..2026-10-10]"
    assert first["sections"][0]["choices"][0]["heading"] == first["sections"][0]["heading"]


def shared(name):
    folder = Path(os.environ.get("NEWSROOM_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    file = folder / "data" / name
    if not file.exists():
        pytest.skip(f"{name} is not ours to commit and is not beside this checkout")
    return file


def test_the_real_page_parses_as_expected_and_comes_back(tmp_path, reporter, editor):
    file = shared("coupang.digest.txt")
    expected = json.loads(shared("coupang.expected.json").read_text())
    _, out, _ = run(file, "--dry-run", format="json")
    found = json.loads(out)
    found.pop("file")
    for section in found["sections"]:
        section.pop("choices")
    assert found == expected
    run(file, "--publish", by="rosa", approve_by="edith")
    slug = Story.objects.get().slug
    assert slug == "south-korean-president-calls-emergency-meeting-on-coupang-data-leak"
    assert exported(tmp_path, slug) == file.read_bytes()


def test_export_to_standard_output_is_the_bytes_alone(tmp_path, reporter, capfdbinary):
    run(write(tmp_path, GOOD.replace("\n", "\r\n").encode()), by="rosa")
    call_command("export_digest", "ferry-line-suspends-night-sailings")
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == GOOD.replace("\n", "\r\n").encode()


def test_it_refuses_an_unknown_story():
    with pytest.raises(CommandError, match="no story with the address"):
        call_command("export_digest", "nowhere")
