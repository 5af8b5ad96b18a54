function compter(votes) {
  const total = {};
  for (const plat of votes) {
    total[plat] = (total[plat] ?? 0) + 1;
  }
  return total;
}
