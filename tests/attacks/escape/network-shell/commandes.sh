for place in 169.254.169.254/80 172.17.0.1/2375 127.0.0.1/6379; do
    timeout 0.2 bash -c "echo > /dev/tcp/$place" 2> /dev/null && echo PASSED
done
ls /var/run/docker.sock 2> /dev/null && echo PASSED
timeout 0.3 git clone --quiet https://172.17.0.1/x 2> /dev/null && echo PASSED
