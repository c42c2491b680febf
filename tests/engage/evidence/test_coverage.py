"""Coverage against the population: figures with their source, easy words, one score, and no small number anywhere."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from engage.evidence.chapter_page import chapter_page
from engage.evidence.coverage import Coverage, coverage, score
from engage.evidence.queries import overview
from engage.evidence.showing import as_shown
from engage.extensions import db
from engage.models import Locality, Plan, Population
from tests import factories
from tests.engage.evidence.many import make

LIMIT = 5


def numbers(view: Coverage) -> list[int]:
    return [row.people for row in (*view.places, *view.kinds) if row.people is not None]


def test_no_small_number_is_on_any_page_and_all_agree(client: FlaskClient, plan: Plan) -> None:
    make(plan, 150, seed=3, by=factories.person("mo").id)
    whole = coverage(plan)
    for line in overview(plan).rows[::3]:
        part = coverage(plan, line.chapter)
        assert all(number == 0 or number >= LIMIT for number in numbers(part))
        for wide, narrow in zip((*whole.places, *whole.kinds), (*part.places, *part.kinds), strict=True):
            if wide.people is not None and narrow.people is not None:
                assert wide.people - narrow.people == 0 or wide.people - narrow.people >= LIMIT
        page = as_shown(plan, chapter_page(plan, line.chapter.slug))
        shown = [share for breakdown in page.breakdowns for share in breakdown.shares if not share.hidden]
        assert all(share.people == 0 or share.people >= LIMIT for share in shown)
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
