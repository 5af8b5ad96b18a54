PRAGMA writable_schema = ON;
UPDATE sqlite_master SET sql = 'CREATE TABLE stands (id, nom, places, rien)', rootpage = 99999;
PRAGMA writable_schema = RESET;
SELECT * FROM stands;
