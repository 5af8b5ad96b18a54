const nom = "kayak";

function estUnPalindrome(mot) {
  const envers = mot.split("").reverse().join("");
  return envers === mot;
}
