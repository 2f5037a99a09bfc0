"""Twins: made-up databases with the structure, dirt and containers of those in the news, and the truth we planted.

A twin is what an analyst would get (``dump/``) beside what is in it (``truth/``). Nobody in it exists: ids carry region
codes never issued, phones prefixes never allotted, firms are invented, groups have neutral labels.
"""

from findspot.testing.twins.making import KINDS, list_knobs, make_twin
from findspot.testing.twins.oracle import OracleReport, check_oracle
from findspot.testing.twins.plan import Knob, Size, parse_knobs
from findspot.testing.twins.report import Rate, TwinReport
from findspot.testing.twins.truthfiles import read_records, read_truth

__all__ = [
    "KINDS",
    "Knob",
    "OracleReport",
    "Rate",
    "Size",
    "TwinReport",
    "check_oracle",
    "list_knobs",
    "make_twin",
    "parse_knobs",
    "read_records",
    "read_truth",
]
