const nom = "bateau";

function estUnPalindrome(mot) {
  return mot.split("").reverse().join("") === mot;
}
