"""A draft chapter is read and commented on paragraph by paragraph; comments stay through versions and join the chain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import current_app

from engage.errors import InputError, NotFoundError, NotPermittedError
from engage.evidence.queries import overview
from engage.extensions import db
from engage.models import Chapter, Contribution, DraftBlock, DraftParagraph, Kind, Plan, State, current_plan, now
from engage.moderation.service import decide
from engage.outcomes import commenting, desk, documents, draft_pages, drafting, queries, service
from engage.theming.service import forget_unpublished
from tests import factories
from tests.engage.outcomes.sample import FIRST, SECOND, comment, draft, words


def test_paragraphs_keep_their_identity_and_their_comments(plan: Plan) -> None:
    first = draft()
    on_list, on_last = first.blocks[3], first.blocks[5]
    comment(first, 4)
    comment(first, 6)
    second = draft(SECOND)
    page = draft_pages.reading(plan, "maternity", None, now().date())
    by_id = {block.id: block for block in page.blocks}
    assert second.number == 2
    assert (by_id[on_list.paragraph_id].change, by_id[on_list.paragraph_id].comments) == ("Changed", 1)
    assert (by_id[on_last.paragraph_id].change, by_id[on_last.paragraph_id].comments) == ("", 1)
    assert [block.text[:12] for block in page.blocks if block.change == "New"] == ["Some of you "]
    assert [block.number for block in page.blocks] == [None, 1, 2, None, 3, 4, 5]
    old = draft_pages.reading(plan, "maternity", 1, now().date())
    assert (old.latest, old.open) == (False, False)
    assert "eight to eight" not in " ".join(block.text for block in old.blocks)


def test_a_paragraph_that_goes_keeps_its_comments(plan: Plan) -> None:
    first = draft()
    comment(first, 6, "Do not take this out.")
    draft(FIRST.rsplit("\n\n", 1)[0] + "\n")
    page = draft_pages.paragraph_page(plan, first.blocks[5].paragraph, now().date())
    assert (page.gone, page.open, page.version) == (True, False, 1)
    assert [said.text for said in page.comments] == ["Do not take this out."]
    with pytest.raises(InputError):
        comment(first, 6)
    assert [row.gone for row in desk.discussed(plan, first.chapter)] == [True]


def test_a_comment_walks_the_same_walk_as_all_that_people_send(plan: Plan) -> None:
    row = draft()
    waiting = comment(row, 2, published=False)
    page = draft_pages.paragraph_page(plan, row.blocks[1].paragraph, now().date())
    assert (waiting.kind, waiting.state, waiting.original is not None) == (Kind.COMMENT, State.RECEIVED, True)
    assert page.comments == ()
    assert [found.waiting for found in desk.discussed(plan, row.chapter)] == [1]
    comment(row, 2, "Said aloud")
    comment(row, 2, "Only counted", show=False, quote=False)
    page = draft_pages.paragraph_page(plan, row.blocks[1].paragraph, now().date())
    assert [said.text for said in page.comments] == ["Said aloud"]
    assert {one.published_text for one in desk.discussed(plan, row.chapter)[0].comments} == {
        "Said aloud",
        "Only counted",
    }
    assert forget_unpublished() == 0, "the chapter that its writer chose waits with it"
    decide(waiting, State.PUBLISHED, by=factories.person("mo"), unscreened=True)
    db.session.commit()
    chapter = next(line for line in overview(plan).rows if line.chapter.slug == "maternity")
    assert chapter.people == 3


def test_what_was_done_with_a_comment_reaches_its_receipt(plan: Plan) -> None:
    ola, row = factories.person("ola"), draft()
    said = comment(row, 2)
    answer = service.write(ola, plan, words())
    service.link_groups(ola, answer, themes=[], questions=[], paragraphs=[row.blocks[1].paragraph])
    service.show(ola, answer)
    db.session.commit()
    assert queries.outcomes_for(plan, [said.id])[said.id][0].because == queries.BECAUSE["paragraph"]
    page = draft_pages.paragraph_page(plan, row.blocks[1].paragraph, now().date())
    assert [line.id for line in page.outcomes] == [answer.id]
    assert [one.answers[0].id for one in desk.discussed(plan, row.chapter)] == [answer.id]


def test_only_a_present_and_open_draft_takes_comments(plan: Plan) -> None:
    row = draft(days=0)
    comment(row, 2)
    row.closes = now().date() - timedelta(days=1)
    with pytest.raises(InputError):
        comment(row, 2)
    assert not draft_pages.reading(plan, "maternity", None, now().date()).open


def test_what_waits_is_seen_by_nobody_and_can_be_replaced_or_deleted(plan: Plan) -> None:
    ola, first = factories.person("ola"), draft(published=False)
    with pytest.raises(NotFoundError):
        draft_pages.reading(plan, "maternity", None, now().date())
    with pytest.raises(NotFoundError):
        draft_pages.paragraph_of(plan, "maternity", first.blocks[1].paragraph_id)
    again = draft(SECOND, published=False)
    assert again.number == 1
    drafting.discard(ola, again)
    db.session.commit()
    assert db.session.query(DraftBlock).count() == db.session.query(DraftParagraph).count() == 0
    shown = draft()
    draft(SECOND, published=False)
    drafting.discard(ola, db.session.query(type(shown)).filter_by(number=2).one())
    assert db.session.query(DraftParagraph).count() == len(shown.blocks)
    with pytest.raises(InputError):
        drafting.discard(ola, shown)


def test_authors_put_out_their_own_chapters_only(plan: Plan) -> None:
    ada, today = factories.person("ada", chapters=["maternity"]), now().date()
    text = documents.from_text("Words.")
    with pytest.raises(NotPermittedError):
        drafting.prepare(ada, factories.named(Chapter, "cancer"), text, about="", opens=today, closes=today)
    with pytest.raises(InputError):
        drafting.prepare(
            ada, factories.named(Chapter, "maternity"), text, about="", opens=today, closes=today - timedelta(1)
        )
    own = drafting.prepare(ada, factories.named(Chapter, "maternity"), text, about="", opens=today, closes=today)
    with pytest.raises(NotPermittedError):
        drafting.publish(factories.person("stella"), own)


def test_one_code_opens_all_that_one_person_said_and_sending_twice_is_once(plan: Plan) -> None:
    row, key, today = draft(), str(current_app.config["SECRET_KEY"]), now().date()
    paragraph, said = row.blocks[1].paragraph, commenting.Said(text="Once", form_token="form-1")

    def send(what: commenting.Said, code: str | None) -> commenting.Receipt:
        return commenting.comment(current_plan(), paragraph, what, today=today, key=key, code=code)

    first = send(said, "MADE-UP-BY-SOMEBODY")
    assert first.code != "MADE-UP-BY-SOMEBODY"
    again = send(said, first.code)
    second = send(commenting.Said(text="Twice"), first.code)
    db.session.commit()
    assert again.contribution.id == first.contribution.id
    assert second.contribution.contributor_id == first.contribution.contributor_id
    assert db.session.query(Contribution).count() == 2
