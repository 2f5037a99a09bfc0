PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT, c BLOB, "key" REAL, d GENERATED ALWAYS AS (a + 1) STORED);
INSERT INTO t VALUES(1,'it''s',X'00ff',1.5);
INSERT INTO t VALUES(2,replace('one\ntwo','\n',char(10)),NULL,-3.25e-05);
INSERT INTO t VALUES(3,replace(replace('a\r\nb','\r',char(13)),'\n',char(10)),x'',0.0);
INSERT INTO t VALUES(4,unistr('a\u0007b\\'),NULL,9.0e+999);
INSERT INTO t VALUES(5,'plain
break',NULL,NULL);
CREATE TABLE IF NOT EXISTS "odd ""name""" ([x y], `z`);
INSERT INTO "odd ""name""" VALUES('孙丽','\');
CREATE TRIGGER keep AFTER INSERT ON t BEGIN
  INSERT INTO log VALUES(new.a, 'not a row');
  UPDATE t SET b = 'x';
END;
CREATE INDEX i ON t(b);
COMMIT;
