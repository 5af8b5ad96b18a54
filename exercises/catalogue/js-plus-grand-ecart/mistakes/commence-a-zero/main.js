function ecart(temperatures) {
  let froide = 0;
  let chaude = 0;
  for (const temperature of temperatures) {
    froide = Math.min(froide, temperature);
    chaude = Math.max(chaude, temperature);
  }
  return chaude - froide;
}
