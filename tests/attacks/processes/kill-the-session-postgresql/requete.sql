SELECT pg_terminate_backend(pid) FROM pg_stat_activity;
SELECT pg_cancel_backend(pg_backend_pid());
