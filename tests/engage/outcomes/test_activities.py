"""A chapter's engagement plan: authors keep it, everybody reads it."""

from __future__ import annotations

from datetime import date

from flask.testing import FlaskClient

from engage.extensions import db
from engage.models import Activity, Plan
from tests import factories

PUBLIC = "/going-on-listening"
STALL = {
    "what": "A stall at <b>the market</b>", "audience": "Carers", "on": "2099-05-01", "owner": "Engagement officer",
}  # fmt: skip


def test_what_authors_plan_everybody_reads(plan: Plan, client: FlaskClient) -> None:
    chapter = plan.chapters[0]
    assert "Nothing planned yet" in client.get(PUBLIC).text
    assert "Nothing is planned here yet" in client.get(f"{PUBLIC}/{chapter.slug}").text
    factories.sign_in(client, factories.person("ada", chapters=[chapter.slug]))
    add = f"/staff/listening/{chapter.slug}/new"
    assert client.post(add, data=STALL | {"until": "2099-04-30"}).status_code == 400
    assert client.post(add, data=STALL | {"on": "soon", "what": ""}).status_code == 400
    assert client.post(add, data=STALL).headers["Location"] == f"{PUBLIC}/{chapter.slug}"
    assert client.post(add.replace(chapter.slug, plan.chapters[1].slug), data=STALL).status_code == 403
    row = db.session.query(Activity).one()
    change = f"/staff/listening/{row.id}"
    page = client.get(change).text
    assert 'name="version" value="1"' in page
    done = STALL | {"on": "2020-05-01", "came_of_it": "Forty people stopped and talked."}
    assert client.post(change, data=done | {"version": "1"}).status_code == 302
    overtaken = client.post(change, data=STALL | {"version": "1"})
    assert overtaken.status_code == 409
    assert "Somebody else changed this" in overtaken.text
    assert "Forty people stopped" in overtaken.text

    visitor = client.application.test_client()
    told = visitor.get(f"{PUBLIC}/{chapter.slug}").text
    assert "What we have done" in told
    assert "&lt;b&gt;the market&lt;/b&gt;" in told
    assert "Change" not in told
    assert chapter.objectives[0].text[:30] in told
    assert "By the end of 2021. <strong>That date has passed.</strong>" in told
    assert visitor.get(f"{PUBLIC}/nothing").status_code == 404
    assert "Still to come" not in visitor.get(PUBLIC).text
    factories.sign_in(client, factories.person("ada", chapters=[]))
    assert client.post(f"{change}/remove").status_code == 403
    db.session.expire_all()
    assert row.on == date(2020, 5, 1)
    factories.sign_in(client, factories.person("ola"))
    client.post(f"{change}/remove")
    assert db.session.query(Activity).count() == 0
