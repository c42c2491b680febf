"""The nouns. Thin: columns, links, and constraints that make impossible states unstorable."""

from engage.models import guards
from engage.models.activity import Activity
from engage.models.analysis import (
    Analysis,
    Assignment,
    AssignmentStatus,
    Passage,
    PassageAssignment,
    PassageVector,
)
from engage.models.api_token import ApiToken, Scope
from engage.models.contribution import (
    ON_HOLD,
    SETTLED,
    TRANSITIONS,
    WAITING,
    Attribution,
    Behalf,
    Consent,
    Contribution,
    EarlierText,
    Kind,
    Leave,
    Original,
    State,
    describe,
    digest,
)
from engage.models.contributor import AboutAnswer, Contact, Contributor
from engage.models.decision import LEADS_TO, Decision, DecisionKind
from engage.models.draft import Draft
from engage.models.draft_chapter import BlockChange, BlockKind, DraftBlock, DraftChapter, DraftParagraph
from engage.models.endorsement import Endorsement, EvidenceLook, Outreach, Verdict
from engage.models.enquiry import Enquiry
from engage.models.event import Event
from engage.models.message import Message, MessageState, MessageWay
from engage.models.outcome import Outcome, OutcomeChange, OutcomeStatus
from engage.models.pack import Pack
from engage.models.plan import BigChange, Chapter, Goal, Objective, Plan, chapter_goal, current_plan
from engage.models.plan_edit import PlanEdit
from engage.models.population import Deprivation, GroupPopulation, Population
from engage.models.published import Purpose, published
from engage.models.quote import ChapterLook, Quote, quote_reference
from engage.models.recall import Recall
from engage.models.register import EntryKind, RegisterEntry, RegisterImport, RegisterLine
from engage.models.report import Report, ReportReason, ReportState
from engage.models.safeguarding import SafeguardingStep, StepKind
from engage.models.screening import Screening, ScreeningStatus, Worry
from engage.models.seal import Seal
from engage.models.search import OPTIMISE, SearchGone, SearchText, anything_gone, anything_missing, index_missing, says
from engage.models.second_reading import SecondReading
from engage.models.stand_in import AskedBy, Done, StandIn, Sure
from engage.models.support import Support
from engage.models.tally import Tally
from engage.models.theme import ProposalKind, ProposalState, Theme, ThemeChange, ThemeChangeKind, ThemeProposal
from engage.models.types import now
from engage.models.user import Role, User, chapter_author
from engage.models.vocabulary import Channel, Locality, Milestone, PlainWord, Question, RespondentKind
from engage.models.word_draft import WordDraft
from engage.models.work import Chore, Claim, ImportRun, Lease

__all__ = [
    "LEADS_TO",
    "ON_HOLD",
    "OPTIMISE",
    "SETTLED",
    "TRANSITIONS",
    "WAITING",
    "AboutAnswer",
    "Activity",
    "Analysis",
    "ApiToken",
    "AskedBy",
    "Assignment",
    "AssignmentStatus",
    "Attribution",
    "Behalf",
    "BigChange",
    "BlockChange",
    "BlockKind",
    "Channel",
    "Chapter",
    "ChapterLook",
    "Chore",
    "Claim",
    "Consent",
    "Contact",
    "Contribution",
    "Contributor",
    "Decision",
    "DecisionKind",
    "Deprivation",
    "Done",
    "Draft",
    "DraftBlock",
    "DraftChapter",
    "DraftParagraph",
    "EarlierText",
    "Endorsement",
    "Enquiry",
    "EntryKind",
    "Event",
    "EvidenceLook",
    "Goal",
    "GroupPopulation",
    "ImportRun",
    "Kind",
    "Lease",
    "Leave",
    "Locality",
    "Message",
    "MessageState",
    "MessageWay",
    "Milestone",
    "Objective",
    "Original",
    "Outcome",
    "OutcomeChange",
    "OutcomeStatus",
    "Outreach",
    "Pack",
    "Passage",
    "PassageAssignment",
    "PassageVector",
    "PlainWord",
    "Plan",
    "PlanEdit",
    "Population",
    "ProposalKind",
    "ProposalState",
    "Purpose",
    "Question",
    "Quote",
    "Recall",
    "RegisterEntry",
    "RegisterImport",
    "RegisterLine",
    "Report",
    "ReportReason",
    "ReportState",
    "RespondentKind",
    "Role",
    "SafeguardingStep",
    "Scope",
    "Screening",
    "ScreeningStatus",
    "Seal",
    "SearchGone",
    "SearchText",
    "SecondReading",
    "StandIn",
    "State",
    "StepKind",
    "Support",
    "Sure",
    "Tally",
    "Theme",
    "ThemeChange",
    "ThemeChangeKind",
    "ThemeProposal",
    "User",
    "Verdict",
    "WordDraft",
    "Worry",
    "anything_gone",
    "anything_missing",
    "chapter_author",
    "chapter_goal",
    "current_plan",
    "describe",
    "digest",
    "guards",
    "index_missing",
    "now",
    "published",
    "quote_reference",
    "says",
]  # fmt: skip
