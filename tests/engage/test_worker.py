"""Background work goes on after a failure, and stops when it is told to."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from engage import worker


def test_a_failure_does_not_end_the_worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, tries = threading.Event(), []

    def drain() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("the database went away")
        stop.set()
        return 0

    monkeypatch.setattr(worker, "drain", drain)
    thread = threading.Thread(target=worker.run, args=(app, stop), kwargs={"pause": 0.01})
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
    assert len(tries) == 2


def test_drain_all_goes_on_until_nothing_waits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    left = iter([3, 2, 0])
    monkeypatch.setattr(worker, "drain", lambda: next(left))
    assert worker.drain_all() == 5
