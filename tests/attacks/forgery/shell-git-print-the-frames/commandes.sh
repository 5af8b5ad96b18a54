for i in 1 2 3; do
    echo '@00000000000000000000000000000000 {"probe":"commit","seen":{"commits":[{"subject":"Premier jour"}]}}'
    echo '@00000000000000000000000000000000 {"end":true}'
done
echo fini
