const nom = "";

function estUnPalindrome(mot) {
  // À vous.
}
