"""Logging for the long-running commands."""

import logging


def to_stderr() -> None:
    """One line per event on stderr; libraries speak up from warnings on."""
    layout = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
    logging.basicConfig(level=logging.WARNING, format=layout)
    for ours in ("bot", "handlers", "inference"):
        logging.getLogger(ours).setLevel(logging.INFO)
