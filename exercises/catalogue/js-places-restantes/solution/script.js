function placesRestantes(places, inscrits) {
  return Math.max(0, places - inscrits);
}
