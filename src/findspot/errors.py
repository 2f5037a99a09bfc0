"""The errors a caller can act on; each knows the exit code that the command line gives it.

A message names the file, the byte, what was expected and found, and the next step. It never holds a value of a person.
"""

from __future__ import annotations

from typing import ClassVar


class FindspotError(Exception):
    """Base of all errors raised on purpose.

    Args:
        what: What went wrong, in one sentence without a value from the data.
        where: File, stream or byte the error is about.
        advice: What the user can do next.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        self.what = what
        self.where = where
        self.advice = advice
        super().__init__(what)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.advice}" if self.advice else ""
        return f"{place}{self.what}{advice}"

    def to_dict(self) -> dict[str, str]:
        """Return the error as plain text fields, for ``--json``."""
        return {"error": type(self).__name__, "what": self.what, "where": self.where, "advice": self.advice}


class UsageProblem(FindspotError):
    """A request that cannot be meant: a wrong option, name or combination (exit 2)."""

    exit_code = 2


class InputRefused(FindspotError):
    """A source or case that cannot be taken in (exit 3)."""

    exit_code = 3


class CaseTooNew(InputRefused):
    """A case folder written by a newer version; it is left untouched (exit 3)."""


class NotACase(InputRefused):
    """A folder that holds no case (exit 3)."""


class GateClosed(FindspotError):
    """Something that may not leave the case (exit 4)."""

    exit_code = 4


class EnvironmentProblem(FindspotError):
    """Disk, rights, keys or a missing optional part: nothing is wrong with the data (exit 5)."""

    exit_code = 5


class KeyMissing(EnvironmentProblem):
    """The key of a case is not in the key folder (exit 5)."""


class SealBroken(FindspotError):
    """Stored bytes fail their authentication tag or hash: altered, cut or damaged since they were sealed (exit 1)."""
