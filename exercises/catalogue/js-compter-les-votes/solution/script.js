function compter(votes) {
  const compte = {};
  for (const vote of votes) {
    compte[vote] = (compte[vote] ?? 0) + 1;
  }
  return compte;
}
