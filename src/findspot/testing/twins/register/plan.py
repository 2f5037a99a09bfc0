"""Makes the register: tree, members, rows, then cell by cell and container by container, a batch at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import numpy as np
import pyarrow as pa

from findspot.errors import UsageProblem
from findspot.testing.twins.decoders import Decoder
from findspot.testing.twins.plan import Knob, Size, TwinOrder
from findspot.testing.twins.register import branches, planting, rates
from findspot.testing.twins.register.drawing import Register, draw_register, write_cells
from findspot.testing.twins.register.knobs import KNOBS
from findspot.testing.twins.register.sources import (
    BcpSource,
    CsvSource,
    MemberBatch,
    Source,
    SqlSource,
    format_batch,
    write_branch_csv,
)
from findspot.testing.twins.register.workbooks import WorkbookSource
from findspot.testing.twins.workshop import Workshop

BATCH: Final = 1 << 16
"""Rows written at a time; another number gives the same files, as all is drawn before."""
_WORKERS: Final = 2
_FORMATS: Final = ("csv", "sql", "xlsx", "bcp")


class RegisterPlan:
    """The member register of one city (schemas.md, section 1)."""

    kind = "register"
    title = "member register of an invented city"
    knobs: tuple[Knob, ...] = KNOBS
    sizes: Mapping[Size, int] = {"S": 20_000, "M": 200_000, "L": 1_957_239}
    decoders: Mapping[str, Decoder] = {}

    def generate(self, order: TwinOrder, workshop: Workshop) -> None:
        """Write the sources and the truth about them."""
        formats = order.names("containers")
        if unknown := set(formats) - set(_FORMATS):
            raise UsageProblem(f"There is no container {min(unknown)!r}.", advice=f"There are: {', '.join(_FORMATS)}.")
        workshop.progress.start("members", None)
        register = draw_register(order)
        actual = branches.rows_of_branches(register.tree, register.rows)
        stated, wrong = branches.stated_counts(order, register.tree, actual)
        branch_cells = branches.branch_cells(register.tree, register.rows, register.clerk, stated)
        entity = np.arange(len(branch_cells))
        entity[-1] = -1
        workshop.rows("branch", "branch").append_cells(branch_cells, entity)
        write_branch_csv(workshop, branch_cells)
        listings = planting.list_people(register)
        planting.write_entities(
            workshop,
            register,
            listings,
            branches.branch_entities(register.tree, stated, wrong, listings.count(len(register.tree.size))),
        )
        workshop.progress.finish()
        sources = _open_sources(order, workshop, register, branch_cells)
        _write_members(workshop, register, sources)
        planting.plant(order, workshop, register, listings)
        rates.rate_structure(order, workshop, register, wrong)
        rates.rate_habits(order, workshop, register)
        rates.rate_identity(order, workshop, register)


PLAN: Final = RegisterPlan()


def _open_sources(
    order: TwinOrder, workshop: Workshop, register: Register, branch_cells: pa.Table
) -> dict[str, Source]:
    rows = len(register.rows)
    makers: dict[str, Callable[[], Source]] = {
        "csv": lambda: CsvSource(order, workshop, register.rows.split, rows),
        "sql": lambda: SqlSource(order, workshop, rows, branch_cells),
        "xlsx": lambda: WorkbookSource(workshop, register.tree, branch_cells),
        "bcp": lambda: BcpSource(workshop),
    }
    return {name: makers[name]() for name in _FORMATS if name in order.names("containers")}


def _write_members(workshop: Workshop, register: Register, sources: dict[str, Source]) -> None:
    formats = frozenset(sources)
    table = workshop.rows("member", "person")
    workshop.progress.start("rows", None)
    for batch in _batches(register, formats):
        table.append_cells(batch.cells, batch.entity)
        for source in sources.values():
            source.add(batch)
        workshop.progress.advance(rows=len(batch.cells))
    for source in sources.values():
        source.close()
    workshop.progress.finish()


def _batches(register: Register, formats: frozenset[str]) -> Iterator[MemberBatch]:
    """Yield the batches in order, a few of them made ahead by other threads."""
    firsts = range(0, len(register.rows), BATCH)
    with ThreadPoolExecutor(_WORKERS) as pool:
        ahead: deque[Future[MemberBatch]] = deque()
        for first in firsts:
            ahead.append(pool.submit(_make_batch, register, formats, first))
            if len(ahead) > _WORKERS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _make_batch(register: Register, formats: frozenset[str], first: int) -> MemberBatch:
    part = slice(first, min(first + BATCH, len(register.rows)))
    cells = write_cells(register, part)
    unquoted = register.habits.unquoted[part]
    records = format_batch(formats, cells, unquoted)
    return MemberBatch(
        first=first,
        cells=cells,
        entity=register.entity[part],
        among=register.rows.among[part],
        unquoted=unquoted,
        csv=records.get("csv"),
        sql=records.get("sql"),
        bcp=records.get("bcp"),
    )
