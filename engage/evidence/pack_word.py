"""A pack to read and to print: Word, with every figure as a picture and as a table, and every identifier."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from engage.evidence.counts import UK
from engage.evidence.endorsing import VERDICTS
from engage.evidence.packs import Opened
from engage.evidence.word_charts import add_chart
from engage.evidence.word_tables import add_footer, add_table
from engage.models import Verdict
from engage.quotes.appearance import SMALL, SOURCE, blank_document

GONE = "These words have been taken back since. They are no longer in the pack."
SIDES = {"central": "What most say", "other": "What others say"}
TOTALS = {
    "people": "People heard", "voices": "Contributions that count", "received": "Received", "published": "Published",
    "waiting": "Waiting to be read", "being_checked": "Being checked", "declined": "Not published",
    "withdrawn": "Taken back", "unfiled": "Under no chapter yet", "events": "Events", "themes": "Themes",
}  # fmt: skip
FIGURES = {
    "people": "People", "contributions": "Contributions", "ideas": "Ideas", "stories": "Stories",
    "confirmed": "Confirmed by a person", "lately": "People in the last 14 days",
}  # fmt: skip


def word_of(view: Opened) -> bytes:
    """The Word file."""
    document, content = blank_document(), view.content
    _front(document, view)
    if content["totals"]:
        _everything(document, content)
    for chapter in content["chapters"]:
        _chapter(document, chapter)
    _register(document, content["register"])
    add_footer(document, f"Evidence pack, version {view.pack.number}. SHA-256 {view.pack.sha256[:16]}…")
    kept = io.BytesIO()
    document.core_properties.title = f"Evidence pack, version {view.pack.number}"
    document.save(kept)
    return kept.getvalue()


def _front(document: Any, view: Opened) -> None:
    content = view.content
    document.add_paragraph(f"Evidence pack, version {view.pack.number}", style="Title")
    document.add_paragraph(f"{content.get('plan_name', '')}. As at {_moment(content['as_at'])}", style="Subtitle")
    if content["milestone"]:
        document.add_paragraph(f"For: {content['milestone']}")
    if view.gone:
        document.add_paragraph(
            f"The words of {view.gone} of {view.quotes} quotes have been taken back since. They are gone from this pack. The figures stay as they were."
        )
    document.add_paragraph(
        "Figures count people, not how often they spoke. A person can speak about several chapters, or more than once from"
        f" several places, so lines do not add up to the people of a chapter; contributions do. Numbers under {content['hidden_under']}"
        " are hidden where they could tell who somebody is, and so is a larger one that would tell a hidden one."
    )
    if any(content.get("held", {}).values()):
        document.add_paragraph(
            f"A line with a star (*) is told as it stood in the pack before: since then it changed by fewer than {content['hidden_under']}"
            " people, or it would tell such a line. So two packs side by side say nothing about one person."
        )
    document.add_paragraph(f"SHA-256 of pack.json when it was frozen: {view.pack.sha256}", style=SMALL)


def _everything(document: Any, content: dict[str, Any]) -> None:
    document.add_heading("Everything in figures", 1)
    rows = [(TOTALS.get(name, name), f"{number:,}", f"TOTAL-{name}") for name, number in content["totals"].items()]
    rows += [(goal["title"], f"{goal['people']:,}", goal["id"]) for goal in content.get("goals", ())]
    add_table(document, "Totals, and people by goal", ("What", "Number", "Identifier"), rows)
    people = [(chapter["title"], chapter["figures"]["people"]) for chapter in content["chapters"]]
    add_chart(document, "People in each chapter", people)
    lines = [
        (
            chapter["title"], *(f"{chapter['figures'][name]:,}" for name in ("people", "contributions", "lately")),
            ", ".join(chapter.get("thin", ())) or "–", chapter["id"],
        )
        for chapter in content["chapters"]
    ]  # fmt: skip
    add_table(
        document,
        "People in each chapter",
        ("Chapter", "People", "Contributions", "Last 14 days", "Thin", "Identifier"),
        lines,
    )
    _coverage(document, content.get("coverage", {}))
    _seldom_heard(document, content.get("seldom_heard", ()))


def _chapter(document: Any, chapter: dict[str, Any]) -> None:
    heading = document.add_heading(chapter["title"], 1)
    heading.paragraph_format.page_break_before = True
    id_ = chapter["id"]
    rows = [(FIGURES.get(name, name), f"{number:,}", f"{id_}-{name}") for name, number in chapter["figures"].items()]
    add_table(document, f"{chapter['title']} in figures", ("What", "Number", "Identifier"), rows)
    goals = [(name, f"{number:,}") for name, number in chapter["goals"].items()]
    add_table(document, f"Goals that they spoke to. {_identified(id_, 'goal')}", ("Goal", "People"), goals)
    for key, shares in chapter["breakdowns"].items():
        _breakdown(document, chapter, key, shares)
    events = [(row["title"], _number(row["people"]), f"{id_}-{row['id']}") for row in chapter.get("events", ())]
    add_table(document, "People who spoke at events", ("Event", "People", "Identifier"), events)
    _coverage(document, chapter.get("coverage", {}))
    _themes(document, chapter)
    _said_and_done(document, chapter)


def _breakdown(document: Any, chapter: dict[str, Any], key: str, shares: dict[str, int | None]) -> None:
    title = chapter.get("titles", {}).get(key, f"People by {key}")
    contributions = chapter.get("contributions", {}).get(key, {})
    document.add_heading(title, 2)
    add_chart(document, f"{chapter['title']}: {title.lower()}", list(shares.items()), upright=key == "weeks")
    held = chapter.get("held", ())
    rows = [
        (f"{name} *" if name in held else name, _number(number), _number(contributions.get(name)))
        for name, number in shares.items()
    ]
    whole = ("All contributions", "–", f"{chapter['figures']['contributions']:,}")
    caption = f"{title}, in numbers. {_identified(chapter['id'], key)}"
    add_table(document, caption, ("Name", "People", "Contributions"), [*rows, whole])


def _identified(id_: str, key: str) -> str:
    return f"Identifier of each: {id_}-{key}-, and its name"


def _coverage(document: Any, found: dict[str, Any]) -> None:
    rows = [
        (row["name"], _number(row["people"]), f"{row['population']:,}", row["reading"] or "–", row["source"])
        for key in ("places", "kinds")
        for row in found.get(key, ())
        if row["population"]
    ]
    title = "People heard against who lives here"
    if found.get("score") is not None:
        title += f": score {found['score']} of 100"
    add_table(document, title, ("Who", "Heard", "Population", "In words", "Source"), rows)
    for group in found.get("groups", ()):
        said = (
            "How many did not say is hidden"
            if group["did_not_say"] is None
            else f"{group['did_not_say']:,} of {group['heard']:,} did not say"
        )
        lines = [
            (
                row["name"],
                _number(row["people"]),
                f"{row['population']:,}" if row["population"] else "not known",
                row["reading"] or "–",
                row["id"],
            )
            for row in group["rows"]
        ]
        heads = ("Answer", "Heard", "Population", "In words", "Identifier")
        add_table(document, f"{group['title']} {said}", heads, lines)


def _seldom_heard(document: Any, rows: Sequence[dict[str, Any]]) -> None:
    lines = [
        (row["name"], row["heard"], ", ".join(row["met"]) or "–", "; ".join(row["planned"]) or "nothing yet")
        for row in rows
    ]
    add_table(document, "Seldom heard", ("Group", "Heard by us", "Met at", "What is planned"), lines)


def _themes(document: Any, chapter: dict[str, Any]) -> None:
    document.add_heading("What they talk about", 2)
    for theme in chapter["themes"]:
        document.add_heading(theme["name"], 3)
        moved = (
            f" {theme['growth']}: {theme['lately']:,} in the last 14 days, {theme['before']:,} in the 14 days before."
            if "growth" in theme
            else ""
        )
        document.add_paragraph(f"{theme['id']}. People: {theme['people']:,}. Passages: {theme['passages']:,}.{moved}")
        for side, title in SIDES.items():
            mine = [row for row in chapter["quotes"] if (row.get("theme"), row.get("side")) == (theme["id"], side)]
            _quotes(document, title, mine)
    _quotes(document, "In their own words", [row for row in chapter["quotes"] if not row.get("theme")])


def _quotes(document: Any, title: str, quotes: Sequence[dict[str, Any]]) -> None:
    if quotes:
        document.add_paragraph(title, style="Caption")
    for quote in quotes:
        gone = quote["words"] is None
        document.add_paragraph(GONE if gone else f"“{quote['words']}”", style="Quote")
        document.add_paragraph(quote["id"] if gone else f"{quote['attribution']}. {quote['id']}", style=SOURCE)


def _said_and_done(document: Any, chapter: dict[str, Any]) -> None:
    decided = [
        f"{row['id']}. {VERDICTS[Verdict(row['verdict'])]}, meeting of {_day(row['met_on'])}, minuted by {row['minuted_by']}. {row['note']}"
        for row in chapter.get("decisions", ())
    ]
    outcomes = [
        f"{row['id']}. {row['status']}, {_day(row['on'])}. You said: {row['said']} {row['did']} ({row['responsible']})"
        for row in chapter.get("outcomes", ())
    ]
    gaps = [
        f"{row['id']}. {row['gap']}. {row['owner']}, by {_day(row['due'])}{'; done on ' + _day(row['done_on']) if row['done_on'] else ''}."
        for row in chapter.get("gaps", ())
    ]
    told = (
        ("What the steering group said", decided, "Nothing was decided."),
        ("What changed because of it", outcomes, "Nothing was told yet."),
        ("Gaps, and who goes after them", gaps, "Nothing was on the list."),
    )
    for title, lines, nothing in told:
        document.add_heading(title, 2)
        for line in lines or [nothing]:
            document.add_paragraph(line, style="List Bullet" if lines else None)


def _register(document: Any, rows: Sequence[dict[str, Any]]) -> None:
    heading = document.add_heading("Register of evidence", 1)
    heading.paragraph_format.page_break_before = True
    document.add_paragraph("These stand beside the voices and are never added to them.")
    for row in rows:
        document.add_heading(row["title"], 2)
        told = (_day(row["on"]), row["place"], row["source"], row["licence"], ", ".join(row["chapters"]), row["size"])
        document.add_paragraph(f"{row['id']}. " + ". ".join(part for part in told if part) + ".")
        if row.get("base"):
            document.add_paragraph(f"In all: {row['base']}. {row.get('question', '')}")
        if row.get("findings"):
            document.add_paragraph(row["findings"])
        lines = [
            (one["label"], one["place"] or "–", one["count"] or "–", one["percent"] or "–", one.get("id", ""))
            for one in row.get("lines", ())
        ]
        add_table(
            document,
            f"Results of {row['id']}",
            ("Answer or category", "Place", "How many", "Per cent", "Identifier"),
            lines,
        )


def _number(number: int | None) -> str:
    return "hidden" if number is None else f"{number:,}"


def _day(text: str | None) -> str:
    return f"{(day := date.fromisoformat(text)).day} {day:%B %Y}" if text else ""


def _moment(text: str) -> str:
    at = datetime.fromisoformat(text).astimezone(UK)
    return f"{at.day} {at:%B %Y, %H:%M}"
