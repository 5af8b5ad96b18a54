import { arrondi, liste } from './outils.js';

export function resume(noms, total) {
  return `${liste(noms)} : ${arrondi(total)} €`;
}
