"""Background work: screen what came in, send letters, analyse what was approved. The work to do is a query, never a message.

One function drains it: in a thread beside the embedded server, in ``engage worker``, or in Celery tasks on
many machines. A worker may be killed at any moment; what it had not finished is simply still to do.
"""

from __future__ import annotations

import logging
import threading
import time

from flask import Flask

from engage.evidence.sheet_work import read_asked
from engage.extensions import db
from engage.mailing import send_pending
from engage.moderation.daily import do_chores
from engage.moderation.screening import screen_pending
from engage.moderation.suggesting import suggest_pending
from engage.quotes.drafts.service import forget_old_drafts
from engage.submissions.upkeep import keep_up
from engage.theming.service import analyse_pending, catch_up, forget_unpublished

log = logging.getLogger(__name__)

PAUSE_SECONDS = 2.0


def drain() -> int:
    """Do one small batch of everything that waits; how many things were done (0: nothing waits)."""
    done = screen_pending() + send_pending() + forget_unpublished() + analyse_pending() + forget_old_drafts()
    done += read_asked() + keep_up()
    done = done or suggest_pending()  # a help, so it comes after everything that somebody waits for
    if not done:
        catch_up()
        do_chores()
    return done


def run(app: Flask, stop: threading.Event, *, pause: float = PAUSE_SECONDS) -> None:
    """Drain until ``stop`` is set; after a failure wait longer, and never give up."""
    wait = pause
    while not stop.is_set():
        done = 0
        try:
            with app.app_context():
                done = drain()
            wait = pause
        except Exception:
            log.exception("background work failed; trying again in %.0f s", wait)
            wait = min(wait * 2, 60.0)
        finally:
            with app.app_context():
                db.session.remove()
        if not done:
            stop.wait(wait)


def start_embedded(app: Flask) -> threading.Event:
    """Start the worker beside the server, in this process; set the returned event to stop it."""
    stop = threading.Event()
    threading.Thread(target=run, args=(app, stop), name="engage-worker", daemon=True).start()
    return stop


def drain_all(*, patience: float = 600.0) -> int:
    """Drain until nothing waits; how many things were done."""
    done, ends = 0, time.monotonic() + patience
    while (batch := drain()) and time.monotonic() < ends:
        done += batch
    return done
