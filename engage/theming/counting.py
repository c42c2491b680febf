"""How many people and passages each theme has, how it grows, how much was checked, where it belongs: numbers only.

The worker counts all themes beside the requests, and what it counted is read while it is fresh. What a person changes
is counted again at once, for the themes that it touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import CompoundSelect, Select, String, and_, case, cast, delete, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import flag_modified

from engage.extensions import db
from engage.models import (
    AssignmentStatus,
    Consent,
    Contribution,
    Passage,
    PassageAssignment,
    Plan,
    Purpose,
    Tally,
    Theme,
    ThemeChange,
    now,
    published,
)
from engage.submissions import tallies
from engage.theming import gathering, leases
from engage.theming.saying import says_of

WORKBENCH = "workbench"
"""The name of these figures among the tallies."""
THEMES = "themes"
"""The name of the figures of the page for everybody."""
LATELY = timedelta(days=14)
ONE_OF = func.coalesce(Passage.letter_part, cast(Passage.id, String))
"""What is the same for a passage and its copies in one letter."""
MAY_SHOW = and_(Consent.show.is_(True), Contribution.use_only.is_(False))
STILL_SAID = case(
    (Passage.text_digest == Contribution.published_digest, literal(value=True)), else_=literal(value=False)
)
"""Whether a passage is of the text as published now. Nearly all are: said as a case, because PostgreSQL takes an equation
of two columns for a rare chance, and then begins at every passage there is instead of at those of the theme."""
_PEOPLE = func.count(Contribution.contributor_id.distinct())
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Counted:
    """One theme with all that is in it. ``lately`` are people of the last 14 days; ``shown`` different passages that may
    be shown, ``hidden`` the others; ``says`` the passage that stands for it; ``chapters`` and ``goals`` ids, most people
    first."""

    people: int = 0
    passages: int = 0
    lately: int = 0
    checked: int = 0
    shown: int = 0
    hidden: int = 0
    says: int = 0
    chapters: tuple[int, ...] = ()
    goals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Passages about the plan; those in a theme, those a person checked; contributions not analysed yet, and set aside."""

    passages: int
    grouped: int
    checked: int
    unread: int
    set_aside: int


def homes() -> CompoundSelect[Any]:
    """Each living theme (``inside``) with the theme under which it counts (``shown``): itself, and the wider one."""
    wider = aliased(Theme)
    inside = Theme.retired_at.is_(None)
    return union_all(
        select(Theme.id.label("inside"), Theme.id.label("shown")).where(inside),
        select(Theme.id, wider.id).join(wider, wider.id == Theme.parent_id).where(inside, wider.retired_at.is_(None)),
    )


def in_themes(plan: Plan, purpose: Purpose = Purpose.USE, themes: Collection[int] | None = None) -> tuple[Rows, Any]:
    """Each passage of what is published once for its theme and once for the wider one; and the column with that theme."""
    home = homes().subquery()
    rows = (
        published(purpose, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageAssignment, PassageAssignment.passage_id == Passage.id)
        .join(home, home.c.inside == PassageAssignment.theme_id)
        .where(
            PassageAssignment.status != AssignmentStatus.DISMISSED,
            STILL_SAID,
        )
    )
    return (rows if themes is None else rows.where(home.c.shown.in_(themes))), home.c.shown


def count_themes(plan: Plan, themes: Collection[int] | None = None) -> dict[int, Counted]:
    """Figures of living themes as they are at this moment: of some, or of all that hold anything."""
    rows, shown = in_themes(plan, Purpose.USE, themes)
    lately = case((Contribution.received_at >= now() - LATELY, Contribution.contributor_id))
    checked = case((PassageAssignment.status == AssignmentStatus.CONFIRMED, Passage.id))
    counts = rows.with_only_columns(
        shown.label("theme"), _PEOPLE.label("people"), func.count(Passage.id.distinct()).label("passages"),
        func.count(lately.distinct()).label("lately"), func.count(checked.distinct()).label("checked"),
        func.count(case((MAY_SHOW, ONE_OF)).distinct()).label("shown"),
        func.count(case((~MAY_SHOW, PassageAssignment.id)).distinct()).label("hidden"),
    ).group_by(shown)  # fmt: skip
    places, says = places_of(plan, themes), says_of(*in_themes(plan, Purpose.SHOW, themes))
    return {
        row.theme: Counted(
            row.people,
            row.passages,
            row.lately,
            row.checked,
            row.shown,
            row.hidden,
            says.get(row.theme, 0),
            *places.get(row.theme, ((), ())),
        )
        for row in db.session.execute(counts)
    }


def places_of(plan: Plan, themes: Collection[int] | None) -> dict[int, tuple[tuple[int, ...], tuple[int, ...]]]:
    """Chapters and goals that each theme's passages belong to, most people first."""
    rows, shown = in_themes(plan, Purpose.USE, themes)
    filed = aliased(PassageAssignment)
    query = (
        rows.join(filed, and_(filed.passage_id == Passage.id, filed.status != AssignmentStatus.DISMISSED))
        .where(filed.theme_id.is_(None))
        .with_only_columns(shown, filed.chapter_id, filed.goal_id)
        .group_by(shown, filed.chapter_id, filed.goal_id)
        .order_by(_PEOPLE.desc(), filed.chapter_id, filed.goal_id)
    )
    found: dict[int, tuple[list[int], list[int]]] = {}
    for row in db.session.execute(query):
        chapters, goals = found.setdefault(row[0], ([], []))
        if row.chapter_id is not None:
            chapters.append(row.chapter_id)
        if row.goal_id is not None:
            goals.append(row.goal_id)
    return {theme: (tuple(chapters), tuple(goals)) for theme, (chapters, goals) in found.items()}


def _count_all(plan: Plan) -> Totals:
    grouped = (
        published(Purpose.USE, plan_id=plan.id)
        .join(Passage, Passage.contribution_id == Contribution.id)
        .join(PassageAssignment, PassageAssignment.passage_id == Passage.id)
        .join(Theme, Theme.id == PassageAssignment.theme_id)
        .where(
            Theme.retired_at.is_(None),
            PassageAssignment.status != AssignmentStatus.DISMISSED,
            Passage.text_digest == Contribution.published_digest,
        )
    )
    checked = case((PassageAssignment.status == AssignmentStatus.CONFIRMED, Passage.id))
    row = db.session.execute(
        grouped.with_only_columns(func.count(Passage.id.distinct()), func.count(checked.distinct()))
    ).one()
    waiting, aside = (query(plan.id).subquery() for query in (leases.stale, leases.set_aside))
    unread, set_aside = (db.session.scalar(select(func.count()).select_from(one)) or 0 for one in (waiting, aside))
    return Totals(gathering.count_passages(plan), row[0], row[1], unread, set_aside)


def reckon(plan: Plan) -> dict[str, Any]:
    """The figures of all themes, as they are kept."""
    every = dict.fromkeys(db.session.scalars(_living(plan)), Counted()) | count_themes(plan)
    return {"themes": {str(id_): asdict(one) for id_, one in every.items()}, "totals": asdict(_count_all(plan))}


def _living(plan: Plan) -> Select[int]:
    return select(Theme.id).where(Theme.plan_id == plan.id, Theme.retired_at.is_(None))


def latest_change() -> int:
    """The number of the last change to a theme: figures reckoned while it moved on are not kept."""
    return db.session.scalar(select(func.max(ThemeChange.id))) or 0


def counted(plan: Plan, themes: Iterable[int]) -> dict[int, Counted]:
    """Figures of some living themes: those kept, and for the others as they are at this moment."""
    kept = (tallies.fresh(plan, WORKBENCH) or {}).get("themes", {})
    wanted = list(themes)
    missing = [id_ for id_ in wanted if str(id_) not in kept]
    now_ = count_themes(plan, missing) if missing else {}
    return {id_: _read(kept[str(id_)]) if str(id_) in kept else now_.get(id_, Counted()) for id_ in wanted}


def _read(kept: dict[str, Any]) -> Counted:
    return Counted(**kept | {"chapters": tuple(kept["chapters"]), "goals": tuple(kept["goals"])})


def totals(plan: Plan) -> Totals:
    """Figures of everything: those kept, or as they are at this moment."""
    kept = tallies.fresh(plan, WORKBENCH)
    return Totals(**kept["totals"]) if kept else _count_all(plan)


def count_again(plan: Plan, themes: Collection[int]) -> None:
    """Put the present figures of themes, and of those around and in them, among those kept; the caller commits."""
    row = db.session.get(Tally, (plan.id, WORKBENCH))
    if row is None or not themes:
        return
    wider = select(Theme.parent_id).where(Theme.id.in_(themes), Theme.parent_id.is_not(None))
    family = or_(Theme.id.in_(themes), Theme.id.in_(wider), Theme.parent_id.in_(themes))
    touched = set(db.session.scalars(_living(plan).where(family)))
    found = count_themes(plan, touched)
    for id_ in touched:
        row.figures["themes"][str(id_)] = asdict(found.get(id_, Counted()))
    flag_modified(row, "figures")
    db.session.flush()


def forget(plan: Plan) -> None:
    """Themes were found: until the worker has counted them, they are counted when somebody looks. The caller commits."""
    db.session.execute(delete(Tally).where(Tally.plan_id == plan.id, Tally.page.in_([WORKBENCH, THEMES])))
