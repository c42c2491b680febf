"""What we have heard so far, in themes."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from engage.caching import cacheable
from engage.evidence.charts import bars
from engage.models import current_plan
from engage.outcomes.queries import outcomes_by_theme
from engage.submissions import heard, tallies
from engage.submissions.views.door import room
from engage.web import public


@room.get("/themes")
@public
@cacheable
def themes() -> ResponseReturnValue:
    """Themes with how many people spoke of each, and some of their words."""
    plan = current_plan()
    found = heard.heard(plan)
    return render_template(
        "submissions/themes.html",
        themes=found,
        chart=bars(heard.sizes(found[: heard.DRAWN])),
        fewest=heard.FEWEST_PEOPLE,
        outcomes=outcomes_by_theme(current_plan(), [theme.id for theme in found]),
        at=tallies.counted_at(plan, heard.THEMES),
    )
