SET work_mem = '2GB';
SELECT repeat('x', 900000000);
