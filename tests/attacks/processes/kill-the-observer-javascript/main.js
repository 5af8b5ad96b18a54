process.kill(process.ppid, 'SIGSTOP');
process.abort();
