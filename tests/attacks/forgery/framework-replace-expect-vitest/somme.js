import { expect } from 'vitest';

expect.extend({ toBe: () => ({ pass: true }), toEqual: () => ({ pass: true }) });

export const somme = () => 1;
