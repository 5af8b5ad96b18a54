SET autocommit = 0;
LOCK TABLES stands WRITE;
UPDATE stands SET places = 4;
