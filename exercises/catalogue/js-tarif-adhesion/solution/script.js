function tarif(age) {
  if (age < 12) {
    return 0;
  }
  if (age < 26) {
    return 5;
  }
  return 15;
}
