REM INSERTING into PERSON
SET DEFINE OFF;
Insert into REGISTER.PERSON (ID,NAME,BORN) values ('1','赵敏',to_date('01-JAN-70','DD-MON-RR'));
Insert into REGISTER.PERSON (ID,NAME,BORN) values ('2','R'||chr(38)||'B',null);
CREATE OR REPLACE TRIGGER keep BEFORE INSERT ON person FOR EACH ROW
BEGIN
  INSERT INTO log (id) VALUES (1);
END;
/
commit;
exit
