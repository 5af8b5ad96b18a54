// Renvoie le groupe qui correspond à un âge.
function groupe(age) {
}
