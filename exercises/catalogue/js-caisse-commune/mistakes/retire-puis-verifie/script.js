class Caisse {
  constructor() {
    this.solde = 0;
  }

  ajouter(montant) {
    this.verifier(montant);
    this.solde += montant;
  }

  retirer(montant) {
    this.verifier(montant);
    this.solde -= montant;
    if (this.solde < 0) {
      throw new RangeError("Il n'y a pas assez d'argent dans la caisse.");
    }
  }

  verifier(montant) {
    if (montant <= 0) {
      throw new RangeError("Le montant doit être plus grand que zéro.");
    }
  }
}
