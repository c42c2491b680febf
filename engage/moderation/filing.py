"""What a text is about, said by its moderator while reading: kept with the text, and final once it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engage.extensions import db
from engage.models import Assignment, AssignmentStatus, Chapter, Contribution, Plan, Screening, State, User
from engage.moderation.queries import screening_of
from engage.policies import Permission, allows
from engage.theming.service import file_under
from engage.theming.where_it_belongs import how_sure


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A chapter that the computer suggests: how sure it is, because of which words, and a person's answer so far."""

    slug: str
    title: str
    why: str
    answer: str
    said_by: str


@dataclass(frozen=True, slots=True)
class Filing:
    """The chapters of one text, as its page asks for them; ``others`` are (slug, title, chosen)."""

    suggestions: list[Suggestion]
    others: list[tuple[str, str, bool]]
    note: str

    @property
    def added(self) -> bool:
        """Whether somebody chose one that the computer did not suggest."""
        return any(chosen for _, _, chosen in self.others)


def to_confirm(
    contribution: Contribution, plan: Plan, reader: User, typed: Mapping[str, bool] | None = None
) -> Filing | None:
    """The chapters to say yes or no to; ``typed`` is what the reader has just answered. None: not theirs to say."""
    if not allows(reader, Permission.CONFIRM) or not contribution.consent.use or contribution.original is None:
        return None
    kept = answers_of(contribution)
    said = typed if typed is not None else {slug: bool(each["fits"]) for slug, each in kept.items()}
    found, titles = _suggested(contribution), {chapter.slug: chapter.title for chapter in plan.chapters}
    shown = [each for each in found or () if each["slug"] in titles]
    suggestions = [
        Suggestion(
            each["slug"], titles[each["slug"]], _why(each),
            {True: "yes", False: "no", None: ""}[said.get(each["slug"])],
            _name(kept.get(each["slug"]), reader),
        )
        for each in shown
    ]  # fmt: skip
    asked = {each["slug"] for each in shown}
    others = [(slug, title, said.get(slug, False)) for slug, title in titles.items() if slug not in asked]
    note = (
        "" if shown else "The computer is sure of none." if found == [] else "The computer suggests none for this text."
    )
    return Filing(suggestions, others, note)


def answer(contribution: Contribution, plan: Plan, answers: Mapping[str, bool] | None, *, by: User) -> None:
    """Keep what ``by`` said about the chapters; what is published is filed so. The caller commits.

    ``answers`` says of each slug whether the text is about it; None: nobody was asked, and what was said stands.
    A person's answer is final: no run of the computer changes it. It waits with the words while they wait.
    """
    if answers is not None and allows(by, Permission.CONFIRM):
        _keep(
            contribution, {slug: fits for slug, fits in answers.items() if slug in {c.slug for c in plan.chapters}}, by
        )
    if contribution.state is State.PUBLISHED and contribution.consent.use:
        _file(contribution, plan, final=answers is not None)
    db.session.flush()


def answers_of(contribution: Contribution) -> dict[str, dict[str, Any]]:
    """What people said about the present text so far: slug, whether it fits, and who said so."""
    original = contribution.original
    if original is None or original.chosen is None or original.chosen["digest"] != original.digest:
        return {}
    return dict(original.chosen.get("chapters", {}))


def _keep(contribution: Contribution, answers: Mapping[str, bool], by: User) -> None:
    original, before = contribution.original, answers_of(contribution)
    if original is None or {slug: each["fits"] for slug, each in before.items()} == dict(answers):
        return
    said = {
        slug: before[slug] if slug in before and before[slug]["fits"] == fits else {"fits": fits, "by": by.id}
        for slug, fits in answers.items()
    }
    same = original.chosen is not None and original.chosen["digest"] == original.digest
    original.chosen = {**((original.chosen or {}) if same else {}), "digest": original.digest, "chapters": said}


def _file(contribution: Contribution, plan: Plan, *, final: bool) -> None:
    """File it as people said; an answer that came later, on what was published, is only overruled by a ``final`` one."""
    chapters: dict[str, Chapter] = {chapter.slug: chapter for chapter in plan.chapters}
    scores = {each["slug"]: each["score"] for each in _suggested(contribution) or ()}
    by_person = (Assignment.contribution_id == contribution.id, Assignment.status != AssignmentStatus.SUGGESTED)
    answered = set(db.session.scalars(select(Assignment.chapter_id).where(*by_person)))
    for slug, each in answers_of(contribution).items():
        who = db.session.get(User, each["by"])
        chapter = chapters.get(slug)
        if chapter is None or who is None or not allows(who, Permission.CONFIRM):
            continue
        if final or chapter.id not in answered:
            score = scores.get(slug, float(each["fits"]))
            file_under(contribution, chapter, by=who, fits=each["fits"], score=score)


def _suggested(contribution: Contribution) -> list[dict[str, Any]] | None:
    screening: Screening | None = screening_of(contribution)
    return screening.chapters if screening is not None else None


def _why(each: Mapping[str, Any]) -> str:
    words = ", ".join(f"“{word}”" for word in each["because"])
    sure = how_sure(each["score"]).capitalize()
    return f"{sure}, because of {words}." if words else f"{sure}."


def _name(said: Mapping[str, Any] | None, reader: User) -> str:
    """Who answered before, when it was somebody else."""
    who = db.session.get(User, said["by"]) if said and said["by"] != reader.id else None
    return (who.name or "A colleague") if who else ""
