function ecart(temperatures) {
  return Math.max(...temperatures) - Math.min(...temperatures);
}
