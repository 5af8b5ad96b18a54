// Vitest, loaded and tried before anyone clicks, with the process in which tests run. It receives one order: a
// token, and the test files of a folder that the observer has filled.
import { fork } from 'node:child_process';
import { readSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createVitest } from 'vitest/node';
import { Telling } from './telling.mjs';

const FOLDER = '/tmp/program';
const [ORDERS, ANSWERS] = [3, 4];
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const apprentice = fork(here('apprentice.mjs'), {
  serialization: 'advanced',
  execArgv: ['--v8-pool-size=1', '--no-flush-bytecode'],
  stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'ignore'], // none of the observer's pipes
});

// Gone before the end, whoever ended it, there is nothing more to tell; killed, it asked for too much memory.
apprentice.on('exit', (code, signal) => (signal === 'SIGKILL' ? process.kill(process.pid, signal) : process.exit(1)));

/** Vitest's idea of a worker: always the same process, started before it is asked for. */
class KeptWorker {
  name = 'kept';
  cacheFs = true;

  on(event, heard) { apprentice.on(event, heard); }

  off(event, heard) { apprentice.off(event, heard); }

  send(message) { apprentice.send(message); }

  deserialize(message) { return message; }

  async start() {}

  async stop() {}
}

const telling = new Telling();
const vitest = await createVitest({
  root: FOLDER,
  config: false,
  watch: false,
  globals: true,
  isolate: false,
  maxWorkers: 1,
  pool: { name: 'kept', createPoolWorker: () => new KeptWorker() },
  runner: here('runner.mjs'),
  setupFiles: [here('setup.mjs')],
  reporters: [telling],
  testTimeout: 3000,
  disableConsoleIntercept: true,
  passWithNoTests: true,
  cache: false,
  api: false,
}, {
  configFile: false,
  cacheDir: '/tmp/vite',
  logLevel: 'silent',
  // The apprentice's folder holds no packages: « vitest » is found beside this file.
  resolve: { alias: [{ find: /^vitest$/, replacement: here('node_modules/vitest/dist/index.js') }] },
});

async function run(paths, unskipped = []) {
  const project = vitest.getRootProject();
  project.provide('unskipped', unskipped);
  await vitest.runTestSpecifications(paths.map((path) => project.createSpecification(path)), false);
}

function nextOrder() {
  let text = '';
  const chunk = Buffer.alloc(65_536);
  while (!text.endsWith('\n')) text += chunk.toString('utf8', 0, readSync(ORDERS, chunk));
  return JSON.parse(text);
}

telling.begin('');
await run([here('rehearsal/first.test.js')]);
if (telling.mustFail.length !== 1 || !telling.isSound) throw new Error('the rehearsal did not come to its end');
writeSync(ANSWERS, 'warm\n');
const { token, folder, files, unskipped } = nextOrder();
const inFolder = (file) => `${folder}/${file}`;
telling.begin(token);
await run(files.map(inFolder), unskipped.map(inFolder));
telling.tell({ over: { sound: telling.isSound } });
