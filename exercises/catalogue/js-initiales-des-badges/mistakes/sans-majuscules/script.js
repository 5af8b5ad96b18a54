function initiales(nom) {
  let lettres = "";
  for (const mot of nom.split(" ")) {
    if (mot !== "") {
      lettres += mot[0];
    }
  }
  return lettres;
}
