function parAge(inscrits) {
  return [...inscrits].sort((a, b) => (String(a.age) < String(b.age) ? -1 : 1));
}
