LOAD DATA INFILE '/etc/passwd' INTO TABLE stands;
SELECT nom FROM stands INTO OUTFILE '/tmp/x';
SELECT LOAD_FILE('/etc/passwd');
