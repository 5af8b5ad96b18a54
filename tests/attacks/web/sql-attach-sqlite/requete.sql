ATTACH '/etc/passwd' AS autre;
ATTACH '/tmp/neuf' AS neuf;
CREATE TABLE neuf.t (a);
VACUUM INTO '/tmp/copie';
