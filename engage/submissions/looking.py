"""The search form: what to look for among the voices."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField

from engage.models import Kind, Plan
from engage.submissions.browsing import Filters
from engage.submissions.choices import Choice
from engage.submissions.counting import Counted
from engage.submissions.intake import clean_line

MOST_CHARACTERS = 200


def _clean(value: str | None) -> str:
    return clean_line(value or "")[:MOST_CHARACTERS]


def _numbered(words: str, number: int, slug: str) -> str:
    return f"{words} ({number:,})" if slug else words


def _choose(label: str) -> SelectField:
    return SelectField(label, filters=[_clean], validate_choice=False)


class SearchForm(FlaskForm):
    """Find what people said."""

    class Meta:
        csrf = False  # a search changes nothing, and its address can be shared

    q = StringField("Words to look for", filters=[_clean])
    chapter = _choose("About")
    goal = _choose("Goal")
    place = _choose("From")
    kind = _choose("Ideas or stories")
    question = _choose("Question of the week")
    theme = _choose("Theme")

    def offer(
        self,
        plan: Plan,
        places: list[Choice],
        questions: list[Choice],
        themes: list[Choice],
        counted: Counted | None = None,
    ) -> None:
        """Offer the plan's own lists, each entry with how many voices there are in all, where that was counted."""
        self.chapter.choices = [("", "Everything"), *((c.slug, c.title) for c in plan.chapters)]
        self.goal.choices = [("", "All goals"), *((g.slug, g.plain or g.title) for g in plan.goals)]
        self.place.choices = [("", "Everywhere"), *((p.value, p.label) for p in places)]
        self.kind.choices = [("", "Ideas and stories"), (Kind.IDEA.value, "Ideas"), (Kind.STORY.value, "Stories")]
        self.question.choices = [("", "All questions, or none"), *((q.value, q.label) for q in questions)]
        self.theme.choices = [("", "All themes"), *((t.value, t.label) for t in themes)]
        for name, numbers in (counted or {}).items():
            if name in self:
                entries = self[name].choices
                self[name].choices = [(slug, _numbered(words, numbers.get(slug, 0), slug)) for slug, words in entries]

    def filters(self) -> Filters:
        """What was asked for."""
        return Filters(**{name: value or "" for name, value in self.data.items()})
