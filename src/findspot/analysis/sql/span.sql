-- SPAN-FIRST, SPAN-LAST: the first and the last date or time in a column, among the rows that findings count.
SELECT
    MIN({column}) AS first_value,
    MAX({column}) AS last_value,
    COUNT({column}) AS counted
FROM {table}
WHERE _fs_how IN (0, 1, 2)
