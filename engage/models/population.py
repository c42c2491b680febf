"""How many people there are: what coverage is measured against."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engage.extensions import Base
from engage.models.vocabulary import Locality, RespondentKind


class Population(Base):
    """People in one place, or of one kind, with the source and the year of the figure."""

    __tablename__ = "population"
    __table_args__ = (
        UniqueConstraint("locality_id"),
        UniqueConstraint("respondent_kind_id"),
        CheckConstraint("(locality_id IS NULL) <> (respondent_kind_id IS NULL)", name="of_one_thing"),
        CheckConstraint("people > 0", name="people_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("locality.id", ondelete="CASCADE"))
    respondent_kind_id: Mapped[int | None] = mapped_column(ForeignKey("respondent_kind.id", ondelete="CASCADE"))
    people: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
    year: Mapped[int]

    locality: Mapped[Locality | None] = relationship()
    respondent_kind: Mapped[RespondentKind | None] = relationship()


class GroupPopulation(Base):
    """People who would give one answer about themselves, or one of several that are counted together.

    ``question`` and ``options`` are slugs of the plan's own questions (``wording["about_you"]``); several options, for
    which there is one figure only, stand in the plan's order with ``+`` between them.
    """

    __tablename__ = "group_population"
    __table_args__ = (
        UniqueConstraint("plan_id", "question", "options"),
        CheckConstraint("people > 0", name="people_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(40))
    options: Mapped[str] = mapped_column(String(400))
    people: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
    year: Mapped[int]


class Deprivation(Base):
    """How many in a hundred of a place's people live in the most deprived fifth of the country."""

    __tablename__ = "deprivation"
    __table_args__ = (CheckConstraint("per_cent BETWEEN 0 AND 100", name="share_of_all"),)

    locality_id: Mapped[int] = mapped_column(ForeignKey("locality.id", ondelete="CASCADE"), primary_key=True)
    per_cent: Mapped[float]
    source: Mapped[str] = mapped_column(String(300))
    year: Mapped[int]
