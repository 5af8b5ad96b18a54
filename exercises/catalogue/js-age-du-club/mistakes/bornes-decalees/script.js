function groupe(age) {
  if (age < 6) {
    return "éveil";
  }
  if (age < 11) {
    return "enfants";
  }
  if (age < 18) {
    return "jeunes";
  }
  return "adultes";
}
