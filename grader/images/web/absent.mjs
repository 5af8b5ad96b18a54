// Stands for the parts of Node that a snapshot cannot hold. The checkers name them, for reading
// configurations from files, and never use them here.
const require = () => ({});
export const createRequire = () => require;
export const builtinModules = [];
export default { createRequire, builtinModules };
