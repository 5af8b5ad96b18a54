mkdir traces
ou() { readlink actuel > "traces/$1.txt" || echo rien > "traces/$1.txt"; }
bash revenir.sh && code=0 || code=$?; printf '%s' "$code" > traces/code-0.txt
bash deployer.sh site 2026-03-01 || true
sed -i 's/mars 01/mars 08/' site/index.html
bash deployer.sh site 2026-03-08 || true
ou apres-2
: > site/index.html
bash deployer.sh site 2026-03-15 && code=0 || code=$?; printf '%s' "$code" > traces/code-3.txt
ou apres-3
bash revenir.sh || true
cat actuel/index.html > traces/apres-retour.txt || true
[ -L actuel ] && printf oui > traces/est-un-lien.txt || printf non > traces/est-un-lien.txt
