"""Which stages of a case are done, in ``state.json``: no names and no values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from findspot.store.files import storing, write_whole


class StageStates:
    """The state of each stage: ``{"state", "seconds", "counts", "messages", "inputs"}``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _read(self) -> dict[str, Any]:
        with storing(self._path):
            if not self._path.exists():
                return {}
            text = self._path.read_bytes()
        try:
            stages = json.loads(text)["stages"]
        except (ValueError, KeyError, TypeError):
            return {}  # a damaged state only means that stages run again
        return stages if isinstance(stages, dict) else {}

    def get(self, stage: str) -> dict[str, Any] | None:
        """Return what ``set`` was given for this stage, None when it is not done."""
        found = self._read().get(stage)
        return found if isinstance(found, dict) else None

    def set(self, stage: str, state: dict[str, Any]) -> None:
        """Record a stage as done."""
        self._write({**self._read(), stage: state})

    def forget(self, *stages: str) -> None:
        """Make the stages count as not done."""
        held = self._read()
        if held.keys() & set(stages):
            self._write({s: v for s, v in held.items() if s not in stages})

    def _write(self, stages: dict[str, Any]) -> None:
        write_whole(self._path, json.dumps({"stages": stages}, indent=1, sort_keys=True).encode() + b"\n")
