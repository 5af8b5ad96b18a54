function tarif(age) {
  if (age < 12) {
    return 0;
  } else if (age < 26) {
    return 5;
  } else if (age === 26) {
    return 15;
  }
}
