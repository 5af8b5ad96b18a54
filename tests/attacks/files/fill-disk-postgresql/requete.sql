CREATE TABLE plein AS SELECT repeat(md5(i::text), 300) AS x FROM generate_series(1, 100000000) i;
