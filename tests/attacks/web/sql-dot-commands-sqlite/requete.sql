.shell id
.output /tmp/x
.import /etc/passwd stands
SELECT 1;
