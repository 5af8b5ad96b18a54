SET max_statement_time = 0;
SELECT REPEAT(REPEAT('x', 10000000), 1000);
