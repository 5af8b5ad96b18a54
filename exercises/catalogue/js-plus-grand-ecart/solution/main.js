function ecart(temperatures) {
  if (temperatures.length === 0) {
    return 0;
  }
  let froide = temperatures[0];
  let chaude = temperatures[0];
  for (const temperature of temperatures) {
    if (temperature < froide) {
      froide = temperature;
    }
    if (temperature > chaude) {
      chaude = temperature;
    }
  }
  return chaude - froide;
}
