"""The queue, what was decided, what was referred, the log."""

from __future__ import annotations

from flask import Response, render_template, request, stream_with_context
from flask_security import current_user

from engage.models import current_plan
from engage.moderation import item, queries, queue
from engage.moderation.filters import filter_choices
from engage.moderation.load import load_today
from engage.moderation.log import csv_lines
from engage.moderation.reports import count_waiting
from engage.moderation.views.door import filters, latest, page_address, page_number, room
from engage.policies import Permission
from engage.web import requires


@room.get("/staff/queue", endpoint="queue")
@requires(Permission.MODERATE)
def queue_list() -> str:
    """What waits for a decision, most serious first."""
    plan, narrowed = current_plan(), filters()
    counts = queue.counts(plan)
    page = queue.queue_page(plan, narrowed, page_number(), current_user, waiting=counts.waiting)
    return render_template(
        "moderation/queue.html",
        page=page,
        cards=item.cards(page.rows, plan, current_user),
        counts=counts,
        reports=count_waiting(plan),
        filters=narrowed,
        choices=filter_choices(plan),
        load=load_today(plan, current_user),
        outcome=latest(),
        href=page_address,
    )


@room.get("/staff/decided")
@requires(Permission.MODERATE)
def decided() -> str:
    """What was published or declined, latest first."""
    plan, state = current_plan(), request.args.get("state", "")
    page = queries.decided_page(plan, state, page_number())
    cards = item.cards(page.rows, plan, current_user)
    return render_template(
        "moderation/decided.html", page=page, cards=cards, state=state, outcome=latest(), href=page_address
    )


@room.get("/staff/log.csv")
@requires(Permission.MODERATE)
def log() -> Response:
    """Every decision as a table to download, without anybody's name or words."""
    lines = csv_lines(queries.log(current_plan(), current_user))
    headers = {"Content-Disposition": "attachment; filename=moderation-log.csv"}
    return Response(stream_with_context(lines), mimetype="text/csv", headers=headers)
