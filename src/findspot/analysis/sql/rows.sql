-- ROWS: rows of a table that findings count (read, repaired and proved, salvaged), and those left out.
SELECT
    COUNT(CASE WHEN _fs_how IN (0, 1, 2) THEN 1 END) AS counted,
    COUNT(CASE WHEN _fs_how IN (0, 1, 2) THEN NULL ELSE 1 END) AS left_out
FROM {table}
