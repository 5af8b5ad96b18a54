# Read by the shell before the apprentice's script: tells which command failed, and at which line. What is told
# only helps to explain; nothing is proved by it.
unset BASH_ENV
trap 'printf "\036%s %s %s\036" "$?" "$LINENO" "${BASH_COMMAND:0:200}" >&200' ERR
