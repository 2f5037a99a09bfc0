-- COUNT: rows that findings count, by the values of a column.
SELECT
    {column} AS cell,
    COUNT(*) AS counted
FROM {table}
WHERE _fs_how IN (0, 1, 2)
GROUP BY {column}
ORDER BY cell ASC NULLS FIRST
