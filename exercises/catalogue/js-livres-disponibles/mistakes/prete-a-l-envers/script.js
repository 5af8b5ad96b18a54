function titresDisponibles(livres) {
  return livres
    .filter((livre) => livre.prete)
    .map((livre) => livre.titre)
    .sort((a, b) => a.localeCompare(b, "fr"));
}
