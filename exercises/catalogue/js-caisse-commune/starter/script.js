// La caisse commune du jardin.
class Caisse {
}
