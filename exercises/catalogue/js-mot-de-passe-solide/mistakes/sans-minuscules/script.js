function estAccepte(mot, prenom) {
  return mot.length >= 12 && !mot.includes(prenom);
}
