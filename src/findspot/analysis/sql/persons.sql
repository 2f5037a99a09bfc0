-- PERSONS: different persons among the rows of a table that findings count, and those rows in which none is known.
SELECT
    COUNT(DISTINCT cluster) AS persons,
    COUNT(CASE WHEN cluster IS NULL THEN 1 END) AS unresolved
FROM {table}
WHERE _fs_how IN (0, 1, 2)
