PRAGMA max_page_count = 2147483646;
PRAGMA hard_heap_limit = 1;
PRAGMA temp_store_directory = '/';
PRAGMA journal_mode = WAL;
PRAGMA trusted_schema = ON;
