import { double } from './code';

describe('before anyone clicks', () => {
  test('passes', () => expect(double([1, 2])).toEqual([2, 4]));
  test.each([[1, [2]], [2, [4]]])('passes with %i', (one, expected) => expect(double([one])).toStrictEqual(expected));
  test('waits', async () => expect(await Promise.resolve(1)).toBe(1));
  test('fails', () => expect(double([1])).toEqual([3]));
  test('throws', () => double(null));
  test.skip('is skipped', () => {});
});
