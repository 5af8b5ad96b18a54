function placesRestantes(places, inscrits) {
  console.log(Math.max(0, places - inscrits));
}
