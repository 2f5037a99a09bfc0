"""Scores a case by the truth of its twin: what came back, how many persons and counts are right, and what leaked."""

from findspot.testing.scoring.case import score_case
from findspot.testing.scoring.report import Item, Score

__all__ = ["Item", "Score", "score_case"]
