function placesRestantes(places, inscrits) {
  return places - inscrits;
}
