"""The rooms that have a door to the web, in the order of the walk."""

from engage.accounts.views import room as accounts
from engage.api.desk import desk as tokens
from engage.api.views import room as api
from engage.evidence.views import room as evidence
from engage.moderation.views import room as moderation
from engage.outcomes.views import room as outcomes
from engage.plan.views import room as plan
from engage.quotes.drafts.views import room as drafts
from engage.quotes.views import room as quotes
from engage.submissions.views import desk as recording
from engage.submissions.views import room as submissions
from engage.theming.views import room as theming

ROOMS = (plan, submissions, moderation, theming, evidence, quotes, drafts, outcomes, recording, tokens, accounts)
API = api
"""Registered with the extension that describes it, not with the application itself."""
