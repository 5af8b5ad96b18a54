function groupe(age) {
  if (age < 18) {
    return "jeunes";
  }
  if (age < 12) {
    return "enfants";
  }
  if (age < 6) {
    return "éveil";
  }
  return "adultes";
}
