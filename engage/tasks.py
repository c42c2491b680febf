"""The same background work as Celery tasks, for installations with a broker and many machines.

Run: celery -A engage.tasks worker --beat
"""

from __future__ import annotations

from celery import Celery

from engage import create_app
from engage.worker import drain

app = create_app()
celery = Celery("engage", broker=app.config["ENGAGE"].broker_url)
celery.conf.update(
    task_acks_late=True,  # a killed worker's wake-up goes to another; the work itself is in the database anyway
    task_ignore_result=True,
    beat_schedule={"drain": {"task": "engage.drain", "schedule": 5.0, "options": {"expires": 5.0}}},
)


@celery.task(name="engage.drain")
def drain_in_batches() -> None:
    """Drain until nothing waits, then let the next beat wake a worker."""
    with app.app_context():
        while drain():
            pass
