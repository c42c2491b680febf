"""Serve the site: one process for the embedded default, with the worker beside the web server."""

from __future__ import annotations

import logging
import os
import signal
import threading

from flask import Flask
from waitress import create_server

from engage.worker import start_embedded


def serve(app: Flask, *, host: str, port: int) -> None:
    """Serve until stopped, with the embedded worker when the settings ask for it.

    Raises:
        OSError: the port is taken.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(app, host=host, port=port, threads=8, ident=None)
    stop = start_embedded(app) if app.config["ENGAGE"].embedded_worker else threading.Event()

    def finish(*_signal: object) -> None:
        stop.set()
        threading.Thread(target=server.close, daemon=True).start()
        threading.Timer(5, os._exit, args=(0,)).start()  # a worker in the middle of a batch loses nothing

    signal.signal(signal.SIGTERM, finish)
    signal.signal(signal.SIGINT, finish)
    server.run()
    stop.set()
