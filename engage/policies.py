"""Who may do what, on one page.

A permission belongs to roles. Where the subject matters too (an author's own chapters) a rule below says so.
Views declare one permission each; a route without one is a test failure. Services ask again where it matters.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from engage.errors import NotPermittedError
from engage.models import Chapter, User


class RoleName(StrEnum):
    """The roles that a member of staff can be given."""

    MODERATOR = "moderator"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    ENGAGEMENT_OFFICER = "engagement-officer"
    STEERING_GROUP = "steering-group"
    AUTHOR = "author"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What can be done behind the sign-in."""

    STAFF_HOME = "see what waits for me"
    RAISE_CONCERN = "say that somebody may be in danger"
    MODERATE = "read originals and decide what is published"
    STAND_IN = "take back, put right or erase words for somebody who asks without their private code"
    SAFEGUARD = "read and decide on what was referred"
    SEE_EVIDENCE = "see the collated evidence of engagement"
    KEEP_REGISTER = "enter events, surveys, complaints and reports"
    ENDORSE = "say for the steering group whether a chapter's evidence is enough"
    FREEZE = "freeze a pack of the evidence"
    PLAN_OUTREACH = "plan what is done about gaps in the evidence"
    RECORD = "enter what somebody said on paper, by phone or at an event"
    CONFIRM = "confirm or dismiss where a contribution belongs"
    FIND_QUOTES = "search what may be quoted"
    COLLECT_QUOTES = "pick, order and download quotes for a chapter"
    READ_BY_PROGRAM = "make tokens with which programs read what you may see"
    EDIT_OUTCOMES = "say what became of what people said, and put out draft chapters"
    EDIT_PLAN = "change the plan's goals, chapters, questions and wording"
    MANAGE_STAFF = "invite staff and give roles"


_R = RoleName
POLICY: dict[Permission, frozenset[RoleName]] = {
    Permission.STAFF_HOME: frozenset(_R),
    Permission.RAISE_CONCERN: frozenset(_R),
    Permission.MODERATE: frozenset({_R.MODERATOR, _R.SAFEGUARDING_LEAD}),
    Permission.STAND_IN: frozenset({_R.MODERATOR, _R.SAFEGUARDING_LEAD}),
    Permission.SAFEGUARD: frozenset({_R.SAFEGUARDING_LEAD}),
    Permission.SEE_EVIDENCE: frozenset({_R.ENGAGEMENT_OFFICER, _R.STEERING_GROUP, _R.AUTHOR, _R.MODERATOR}),
    Permission.KEEP_REGISTER: frozenset({_R.ENGAGEMENT_OFFICER}),
    Permission.ENDORSE: frozenset({_R.STEERING_GROUP}),
    Permission.FREEZE: frozenset({_R.ENGAGEMENT_OFFICER, _R.STEERING_GROUP}),
    Permission.PLAN_OUTREACH: frozenset({_R.ENGAGEMENT_OFFICER, _R.STEERING_GROUP}),
    Permission.RECORD: frozenset({_R.ENGAGEMENT_OFFICER, _R.MODERATOR}),
    Permission.CONFIRM: frozenset({_R.MODERATOR, _R.ENGAGEMENT_OFFICER, _R.AUTHOR}),
    Permission.FIND_QUOTES: frozenset({_R.AUTHOR, _R.ENGAGEMENT_OFFICER}),
    Permission.COLLECT_QUOTES: frozenset({_R.AUTHOR, _R.ENGAGEMENT_OFFICER}),
    Permission.READ_BY_PROGRAM: frozenset({_R.AUTHOR, _R.ENGAGEMENT_OFFICER, _R.STEERING_GROUP}),
    Permission.EDIT_OUTCOMES: frozenset({_R.AUTHOR, _R.ENGAGEMENT_OFFICER}),
    Permission.EDIT_PLAN: frozenset({_R.ENGAGEMENT_OFFICER, _R.ADMINISTRATOR}),
    Permission.MANAGE_STAFF: frozenset({_R.ADMINISTRATOR}),
}
"""The commissioner's side (steering group, authors, officers) can never reach originals or decide on publication:
the moderator's independence is a promise. An officer may enter what somebody said, and then waits like everybody else. The administrator runs accounts and reads nothing else."""

_OWN_CHAPTERS = frozenset({Permission.COLLECT_QUOTES, Permission.EDIT_OUTCOMES})
"""Officers may in every chapter, authors in their own only."""


def allows(actor: Any, permission: Permission, subject: object = None) -> bool:
    """Whether ``actor`` (a user, or an anonymous visitor) may do this, to this ``subject`` where it matters."""
    if not isinstance(actor, User) or not actor.active:
        return False
    holders = {role for role in POLICY[permission] if role in actor.role_names}
    if permission in _OWN_CHAPTERS and isinstance(subject, Chapter):
        return RoleName.ENGAGEMENT_OFFICER in holders or (RoleName.AUTHOR in holders and subject in actor.chapters)
    return bool(holders)


def require(actor: Any, permission: Permission, subject: object = None) -> None:
    """Let pass, or refuse.

    Raises:
        NotPermittedError: the actor may not.
    """
    if not allows(actor, permission, subject):
        raise NotPermittedError(f"You need permission to {permission}. Ask the administrator of this site.")
