"""Reads the word lists and rules that people edit, written in YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The loader written in C, where PyYAML has it, reads the same some ten times as fast.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """What a file holds, as plain lists, dictionaries and strings. Raises OSError, yaml.YAMLError."""
    return yaml.load(path.read_text("utf-8"), LOADER)  # noqa: S506 - safe, as its name says
