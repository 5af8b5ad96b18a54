const nom = "radar";

function estUnPalindrome(mot) {
  return mot.split("") === mot.split("").reverse();
}
