const trap = new Error('x');
for (const name of ['name', 'message', 'stack']) {
  Object.defineProperty(trap, name, { get() { throw trap; } });
}
throw trap;
