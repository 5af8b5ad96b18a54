import { describe, expect, test } from 'vitest';
import { aRendre } from './monnaie.js';

describe('aRendre', () => {
  test('rend la différence', () => {
    expect(aRendre(7, 10)).toBe(3);
  });

  test('ne rend rien quand le compte est juste', () => {
    expect(aRendre(4, 4)).toBe(0);
  });

  test('refuse une somme trop petite', () => {
    expect(() => aRendre(7, 5)).toThrow('Il manque 2 €');
  });

  test('compte juste avec des centimes', () => {
    expect(aRendre(0.7, 1)).toBe(0.3);
    expect(aRendre(1.1, 2)).toBe(0.9);
  });

  test('refuse un prix négatif', () => {
    expect(() => aRendre(-1, 5)).toThrow('prix');
  });
});
