// The process in which Vitest runs the tests, and the apprentice's code with them. It holds neither the token nor
// the observer's pipes, and says what it has to say to the process that started it.
import { init, runBaseTests, setupEnvironment } from 'vitest/worker';

const send = process.send.bind(process);
const on = process.on.bind(process);
const off = process.off.bind(process);

init({
  post: (message) => send(message),
  on: (heard) => on('message', heard),
  off: (heard) => off('message', heard),
  runTests: (state, traces) => runBaseTests('run', state, traces),
  collectTests: (state, traces) => runBaseTests('collect', state, traces),
  setup: setupEnvironment,
});
