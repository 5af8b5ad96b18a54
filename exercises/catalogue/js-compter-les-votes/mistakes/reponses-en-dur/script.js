function compter(votes) {
  const compte = {};
  for (const nom of ['bal', 'jeux']) {
    const fois = votes.filter((vote) => vote === nom).length;
    if (fois > 0) {
      compte[nom] = fois;
    }
  }
  return compte;
}
