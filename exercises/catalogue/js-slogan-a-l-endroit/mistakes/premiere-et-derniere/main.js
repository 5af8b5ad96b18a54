const nom = "radar";

function estUnPalindrome(mot) {
  return mot[0] === mot[mot.length - 1];
}
