"""Registered queries are plain SQL that both engines read alike (design §6), and only physical names go into them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp

from findspot.analysis.registry import query_names, query_text, render_query
from findspot.errors import UsageProblem

ALLOWED = (
    exp.Alias, exp.And, exp.Boolean, exp.CTE, exp.Case, exp.Coalesce, exp.Column, exp.Count, exp.Distinct, exp.EQ,
    exp.From, exp.GT, exp.GTE, exp.Group, exp.Identifier, exp.If, exp.In, exp.Is, exp.Join, exp.LT, exp.LTE,
    exp.Literal, exp.Max, exp.Min, exp.NEQ, exp.Not, exp.Null, exp.Or, exp.Order, exp.Ordered, exp.Paren,
    exp.Select, exp.Star, exp.Subquery, exp.Sum, exp.Table, exp.TableAlias, exp.Union, exp.Where, exp.With,
)  # fmt: skip
"""What a registered query may hold. Engines differ in division, QUALIFY, date functions, slices, windows and LIMIT."""


def outside_subset(sql: str) -> Iterator[str]:
    """Yield what of ``sql`` is outside the subset."""
    statements = sqlglot.parse(sql, read="duckdb")
    if len(statements) != 1:
        yield "more than one statement"
    for node in (n for s in statements if s is not None for n in s.walk()):
        if not isinstance(node, ALLOWED):
            yield type(node).__name__
        if isinstance(node, exp.Ordered) and "NULLS" not in node.sql(dialect="postgres").upper() + _nulls(sql):
            yield "implicit order of nulls"


def _nulls(sql: str) -> str:
    # sqlglot leaves NULLS FIRST out where it is a dialect's default, so the text itself is asked.
    return "NULLS" if sql.upper().count("NULLS ") >= sql.upper().count("ORDER BY") else ""


@pytest.mark.parametrize("name", query_names())
def test_a_registered_query_is_within_the_subset(name: str) -> None:
    assert list(outside_subset(render_query(name, table="members", column="c001"))) == []


@pytest.mark.parametrize("name", query_names())
def test_a_registered_query_says_what_it_is_for(name: str) -> None:
    assert query_text(name).startswith("-- ")


@pytest.mark.parametrize("name", query_names())
def test_both_dialects_parse_it_to_the_same(name: str) -> None:
    sql = render_query(name, table="members", column="c001").replace('"', "")
    duckdb, spark = (sqlglot.parse_one(sql, read=dialect) for dialect in ("duckdb", "spark"))
    assert duckdb == spark


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a / b AS x FROM t",
        "SELECT a FROM t LIMIT 3",
        "SELECT a FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) = 1",
        "SELECT date_diff('year', a, b) AS x FROM t",
        "SELECT a[1:3] AS x FROM t",
        "SELECT a[1] AS x FROM t",
        "SELECT quantile_cont(a, 0.5) AS x FROM t",
        "SELECT a FROM t ORDER BY a",
        "SELECT a::integer AS x FROM t",
        "DELETE FROM t",
        "SELECT 1 AS a; SELECT 2 AS a",
        "SELECT read_text('x') AS a",
    ],
)
def test_what_engines_read_differently_is_refused(sql: str) -> None:
    assert list(outside_subset(sql))


@pytest.mark.parametrize("column", ["c001; drop", "姓名", 'c001"', "C001", "c1", "n_", "_fs_how"])
def test_only_physical_columns_go_into_a_query(column: str) -> None:
    with pytest.raises(UsageProblem):
        render_query("count", table="members", column=column)


@pytest.mark.parametrize("table", ['x" y', "a;b", "", "../x", "-x"])
def test_only_names_of_tables_go_into_a_query(table: str) -> None:
    with pytest.raises(UsageProblem):
        render_query("rows", table=table)


def test_names_are_put_in_their_places() -> None:
    sql = render_query("span", table="dump__党员", column="n_c012")
    assert 'FROM "dump__党员"' in sql
    assert "MIN(n_c012)" in sql
    assert "{" not in sql


def test_a_query_that_is_not_registered_is_refused() -> None:
    with pytest.raises(UsageProblem):
        render_query("../rows", table="members")
