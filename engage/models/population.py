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
