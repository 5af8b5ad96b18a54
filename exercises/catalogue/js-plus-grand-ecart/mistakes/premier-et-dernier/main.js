function ecart(temperatures) {
  if (temperatures.length === 0) {
    return 0;
  }
  return Math.abs(temperatures[0] - temperatures[temperatures.length - 1]);
}
