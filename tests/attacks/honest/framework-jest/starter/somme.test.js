import { somme } from './somme';

test('additionne', () => expect(somme(2, 3)).toBe(5));

test('rien', () => expect(somme(0, 0)).toEqual(0));
