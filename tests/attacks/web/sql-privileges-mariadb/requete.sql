GRANT ALL ON *.* TO CURRENT_USER;
SET GLOBAL local_infile = 1;
SELECT * FROM mysql.global_priv;
INSTALL SONAME 'ha_connect';
SHUTDOWN;
