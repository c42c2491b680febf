"""What a moderation desk looks like after some days: each kind of decision once, cases, the tray, a second reading."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from engage.demonstration.loading import SOURCE
from engage.extensions import db
from engage.models import (
    AskedBy,
    Contribution,
    Decision,
    DecisionKind,
    Done,
    Plan,
    Report,
    ReportReason,
    State,
    StepKind,
    Sure,
    User,
    now,
)
from engage.moderation import agreement, reports
from engage.moderation.enquiries import answer
from engage.moderation.safeguarding import take_step
from engage.moderation.service import ASK_AUTHOR, decide
from engage.moderation.working_hours import end_of, hours_of
from engage.submissions.standing_in import Call, stand_in

_STEPS: dict[str, tuple[tuple[StepKind, str, str], ...]] = {
    "self-one": (
        (StepKind.ACKNOWLEDGED, "", ""),
        (StepKind.CONTACTED, "", "No number was left. I wrote a message under the receipt."),
    ),
    "adult-one": (
        (StepKind.ACKNOWLEDGED, "", ""),
        (StepKind.ESCALATED, "The council's adult safeguarding team", "They visit this week, and tell us on Friday."),
        (StepKind.OUTCOME, "", "The team has taken it on."),
    ),
    "self-three": (
        (StepKind.ACKNOWLEDGED, "", ""),
        (StepKind.ESCALATED, "The surgery", "They visited the same day."),
        (StepKind.OUTCOME, "", "The surgery is in touch every week."),
    ),
    "adult-two": ((StepKind.ACKNOWLEDGED, "", ""),),
}
"""Cases: two that are nearly settled, one half-way, one just taken up; the others wait for the lead."""
_TRAY = {
    "wait-advert-vitamins": "advertising",
    "group-allotment-waste": "many-at-once",
    "wait-solar-panels": "too-fast",
}
"""In the tray of likely spam: one that is, and two that are not, which is why a person looks."""
_ROUTED = {"she-was-discharged-home-to": "complaint", "wait-ambulance-thanks": "service-feedback"}
_ASKED = {
    "wait-gp-photo": ("May we say which surgery it was?", ""),
    "wait-lithium-blood": (
        "Is it still like this?",
        "Yes. It was the same again last month, nobody knew whose job it is.",
    ),
}
_REVERSED = "my-brother-said-put-something"
_REPORTED = "early-discharge-team-were-at"
_READ_TWICE = 24
_OTHERWISE = {2, 11, 19}
"""So many of the sample are read a second time, which is enough to publish a figure; on these the two do not agree."""
_STEP_AFTER = (1, 5, 20)
"""Working hours after the referral: when each step of a case was taken."""


def work_the_desk(plan: Plan, *, moderator: User, lead: User, key: str) -> None:
    """Let the demonstration's moderators do one of everything; the caller commits. ``key`` is the site's secret."""
    _see_cases_through(plan, lead)
    for name, suspicion in _TRAY.items():
        if row := _found(name, State.RECEIVED):
            row.suspicion = suspicion
    for name, reason in _ROUTED.items():
        _route(name, reason, moderator)
    for name, (question, said) in _ASKED.items():
        _ask(name, question, said, moderator, key)
    if row := _found("had-a-respite-week-at", State.RECEIVED):
        decide(
            row, State.HELD, by=moderator, kind=DecisionKind.SECOND, reason="second-opinion", note="Is she known by it?"
        )
    if row := _found(_REVERSED, State.DECLINED):
        note = "It is a joke, but it is one about waiting."
        decide(row, State.PUBLISHED, by=lead, reason="new-information", note=note, redactions=[])
    if row := _found(_REPORTED, State.RECEIVED):
        decide(row, State.PUBLISHED, by=moderator, redactions=[])
        if db.session.scalar(select(Report.id).where(Report.contribution_id == row.id)) is None:
            reports.report(row, ReportReason.UNTRUE, "They did not come to us as quickly as that.")
    _read_twice(plan, lead)
    db.session.flush()


def _found(name: str, state: State) -> Contribution | None:
    """A contribution of the demonstration, as long as nobody has gone on with it."""
    query = select(Contribution).where(Contribution.source == SOURCE, Contribution.source_id == name)
    return db.session.scalar(query.where(Contribution.state == state))


def _see_cases_through(plan: Plan, lead: User) -> None:
    for name, steps in _STEPS.items():
        if row := _found(name, State.REFERRED):
            referred = db.session.get_one(Decision, row.last_decision_id).at
            for hours, (kind, told_to, note) in zip(_STEP_AFTER, steps, strict=False):
                at = min(end_of(referred, timedelta(hours=hours), hours_of(plan)), now())
                take_step(row, kind, by=lead, note=note, told_to=told_to, at=at)


def _route(name: str, reason: str, by: User) -> None:
    row = _found(name, State.RECEIVED)
    if row is not None:
        decide(row, State.PUBLISHED, by=by, kind=DecisionKind.ROUTE, reason=reason, use_only=True, redactions=[])


def _ask(name: str, question: str, said: str, by: User, key: str) -> None:
    """They rang because they had lost their code, got a new one, and were asked something under their receipt."""
    row = _found(name, State.RECEIVED)
    if row is None:
        return
    call = Call(asked_by=AskedBy.THEMSELVES, sure=Sure.WORDS, note="Lost the code, and knew what they wrote.")
    stand_in(by, row, Done.NEW_CODE, call, key=key)
    decide(row, State.HELD, by=by, kind=DecisionKind.ASK, reason=ASK_AUTHOR, question=question)
    if said:
        answer(row, said)


def _read_twice(plan: Plan, lead: User) -> None:
    """The lead reads some of the sample without knowing the first decision; on one they would have asked somebody."""
    for number in range(_READ_TWICE):
        row = agreement.to_read(plan, lead)
        if row is None:
            return
        first = "publish" if row.state is State.PUBLISHED else "decline"
        agreement.read_again(plan, row.reference, "other" if number in _OTHERWISE else first, by=lead)
