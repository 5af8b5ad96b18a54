export const double = (list) => list.map((x) => x * 2);
