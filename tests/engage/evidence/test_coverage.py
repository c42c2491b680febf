"""Coverage against the population: figures with their source, easy words, one score, and no small number anywhere."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from engage.evidence.chapter_page import chapter_page
from engage.evidence.comparing import CoverageRow
from engage.evidence.coverage import Coverage, coverage, score
from engage.evidence.groups import ENOUGH
from engage.evidence.queries import overview
from engage.evidence.seldom_heard import seldom_heard
from engage.evidence.showing import as_shown
from engage.extensions import db
from engage.models import Locality, Plan, Population
from tests import factories
from tests.engage.evidence.many import make

LIMIT = 5


def lines(view: Coverage) -> list[CoverageRow]:
    return [*view.places, *view.kinds, *(row for table in view.groups for row in table.rows)]


def differ_by_few(part: Coverage, whole: Coverage) -> bool:
    """Whether some number of all others than the part's people could be told by taking one from the other."""
    if part.groups:
        pairs = list(zip(lines(whole), lines(part), strict=True))
    else:
        pairs = list(zip((*whole.places, *whole.kinds), (*part.places, *part.kinds), strict=True))
    apart = [one.people - other.people for one, other in pairs if None not in (one.people, other.people)]
    return any(0 < number < LIMIT for number in apart)


def tells_the_hidden(view: Coverage) -> bool:
    """Whether the hidden lines of a question together are so few that some small number is certain."""
    for table in view.groups:
        shown = [table.unsaid, *(row.people for row in table.rows)]
        left = table.heard - sum(number or 0 for number in shown)
        if None in shown and left and (shown.count(None) < 2 or left < LIMIT):
            return True
    return False


def test_no_small_number_is_on_any_page_and_all_agree(client: FlaskClient, plan: Plan) -> None:
    make(plan, 900, seed=3, by=factories.person("mo").id)
    whole = coverage(plan)
    assert len(whole.groups) == 5 and not tells_the_hidden(whole)
    for line in overview(plan).rows[::5]:
        part = coverage(plan, line.chapter)
        assert bool(part.groups) == (line.people >= ENOUGH) is True
        assert all(row.people is None or row.people == 0 or row.people >= LIMIT for row in lines(part))
        assert not differ_by_few(part, whole) and not tells_the_hidden(part)
        assert all(table.heard == line.people for table in part.groups)
        page = as_shown(plan, chapter_page(plan, line.chapter.slug))
        shown = [share for breakdown in page.breakdowns for share in breakdown.shares if not share.hidden]
        assert all(share.people == 0 or share.people >= LIMIT for share in shown)
        for one in seldom_heard(plan, part):  # it is made of what is shown, and of nothing else
            assert one.people is None or one.people == 0 or one.people >= LIMIT
    factories.sign_in(client, factories.person("stella"))
    part = coverage(plan, overview(plan).rows[0].chapter)
    text = client.get(f"/staff/evidence/{overview(plan).rows[0].chapter.slug}").get_data(as_text=True)
    found = re.search(r'<desc id="places-description">(.*?)</desc>', text)
    assert found is not None
    for row in part.places:
        assert f"{row.name}: {'hidden' if row.people is None else row.people}" in found.group(1)


def test_the_office_keeps_the_figures(client: FlaskClient, plan: Plan) -> None:
    make(plan, 200, seed=4, by=factories.person("mo").id)
    factories.sign_in(client, factories.person("ola"))
    place = db.session.scalars(select(Locality).order_by(Locality.position)).first()
    key = f"place-{place.id}"
    typed = {f"people-{key}": "100,000", f"source-{key}": "Census", f"year-{key}": "2021", "limit": "7"}
    assert client.post("/staff/coverage/figures", data=typed | {f"source-{key}": ""}).status_code == 422
    assert client.post("/staff/coverage/figures", data=typed | {"limit": "1"}).status_code == 422
    assert db.session.scalars(select(Population)).all() == []
    assert client.post("/staff/coverage/figures", data=typed).status_code == 303
    view = coverage(plan)
    assert (view.limit, view.places[0].population, view.places[0].source) == (7, 100_000, "Census, 2021")
    assert view.places[0].rate == round(view.places[0].people / 10, 1)
    text = client.get("/staff/coverage?chapter=cancer").get_data(as_text=True)
    assert "Census, 2021" in text and "In every 10,000" in text
    page = client.get("/staff/coverage/figures").get_data(as_text=True)
    assert "No published figure was found" in page and "Fill in the figures" in page
    assert client.post("/staff/coverage/figures", data={"fill": "y"}).status_code == 303
    filled = {row.name: (row.population, row.source) for row in coverage(plan).places}
    assert filled[place.name] == (100_000, "Census, 2021")
    assert all(source for population, source in filled.values() if population)
    assert 2 < sum(population is not None for population, _ in filled.values()) < len(filled)
    age = coverage(plan).groups[0]
    assert {row.id for row in age.together} == {"under-16+16-24", "35-49+50-64"}
    assert all("Census" in row.source for row in (*age.together, age.rows[2])) and age.rows[0].population is None
    assert [row.people for row in age.together] == [
        None if None in pair else sum(pair)
        for pair in ([r.people for r in age.rows[:2]], [r.people for r in age.rows[3:5]])
    ]
    shares = {
        f"people-deprived-{one.id}": share
        for one, share in zip(db.session.scalars(select(Locality)), "0 40 20".split(), strict=False)
    }
    known = {
        name.replace("people", part): value for name in shares for part, value in (("source", "IMD"), ("year", "2019"))
    }
    assert client.post("/staff/coverage/figures", data=shares | known | {next(iter(shares)): "101"}).status_code == 422
    assert client.post("/staff/coverage/figures", data=shares | known).status_code == 303
    told = coverage(plan).deprived
    assert 0 < told.heard < 40 and told.reading
    text = client.get("/staff/coverage").get_data(as_text=True)
    assert (
        f"Of 100 people heard, {told.heard} would live" in text
        and "did not say</strong>" in text
        and "Seldom heard" in text
    )


def test_score_and_words_follow_the_formula(plan: Plan) -> None:
    make(plan, 400, seed=6, by=factories.person("mo").id)
    for row in db.session.scalars(select(Locality)):
        db.session.add(Population(plan_id=plan.id, locality_id=row.id, people=1000, source="x", year=2021))
    db.session.commit()
    rows = coverage(plan).places
    heard = sum(row.people or 0 for row in rows)
    apart = sum(abs((row.people or 0) / heard - 1 / len(rows)) for row in rows)
    assert score(rows) == round(100 * (1 - apart / 2))
    assert {row.reading for row in rows} <= {"about as many as expected", "fewer than expected", "more than expected"}
    assert score(rows[:1]) is None
