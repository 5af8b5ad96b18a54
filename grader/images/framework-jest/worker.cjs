// Jest, loaded and tried before anyone clicks. It receives one order: a token, and the test files of a folder that
// the observer has filled; then it runs them here, in this process, without a cache and without other workers.
'use strict';

const { readSync, writeSync } = require('node:fs');
const v8 = require('node:v8');
const vm = require('node:vm');
const { readConfig } = require('jest-config');
const { ModuleMap } = require('jest-haste-map');
const TestRunner = require('jest-runner').default;
const Runtime = require('jest-runtime').default;
const Environment = require('./environment.cjs');
const { begin, tell, thrown } = require('./telling.cjs');

const FOLDER = '/tmp/program';
const [ORDERS, ANSWERS] = [3, 4];
const WATCHER = { isInterrupted: () => false, isWatchMode: () => false };

async function settings(rootDir) {
  const config = JSON.stringify({
    rootDir,
    testEnvironment: `${__dirname}/environment.cjs`,
    transform: { '\\.[cm]?[jt]sx?$': `${__dirname}/transform.cjs` },
    transformIgnorePatterns: ['/node_modules/', `^${__dirname}/\\w+\\.cjs$`],
    modulePaths: [`${__dirname}/node_modules`],
    cacheDirectory: '/tmp/jest',
    testTimeout: 3000,
    watchman: false,
  });
  const { globalConfig, projectConfig } = await readConfig({ $0: '', _: [], config, ci: true, cache: false, runInBand: true }, rootDir, true);
  const resolver = Runtime.createResolver(projectConfig, ModuleMap.create(rootDir));
  return { globalConfig, projectConfig, resolver };
}

/** Runs test files one after the other; returns whether the test that must fail did so in each that could be read. */
async function run({ globalConfig, projectConfig, resolver }, paths) {
  const runner = new TestRunner(globalConfig, {});
  let sound = true;
  runner.on('test-file-success', ([, result]) => {
    sound &&= Environment.sound;
    if (result.testExecError) tell({ problem: thrown(result.testExecError) });
  });
  runner.on('test-file-failure', ([, error]) => tell({ problem: thrown(error) }));
  const tests = paths.map((path) => ({ path, context: { config: projectConfig, resolver } }));
  await runner.runTests(tests, WATCHER, { serial: true });
  return sound;
}

function nextOrder() {
  let text = '';
  const chunk = Buffer.alloc(65_536);
  while (!text.endsWith('\n')) text += chunk.toString('utf8', 0, readSync(ORDERS, chunk));
  return JSON.parse(text);
}

/** Frees what the rehearsal leaves, which every box that waits would hold. */
function collectGarbage() {
  v8.setFlagsFromString('--expose-gc');
  vm.runInNewContext('gc')({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  v8.setFlagsFromString('--no-expose-gc');
}

async function main() {
  const rehearsal = await settings(`${__dirname}/rehearsal`);
  await run(rehearsal, [`${__dirname}/rehearsal/first.test.js`]);
  if (Environment.sound !== true) throw new Error('the rehearsal did not come to its end');
  const ready = await settings(FOLDER);
  collectGarbage();
  writeSync(ANSWERS, 'warm\n');
  const { token, folder, files, unskipped } = nextOrder();
  Environment.unskipped = unskipped;
  begin(token);
  tell({ over: { sound: await run(ready, files.map((file) => `${folder}/${file}`)) } });
}

main();
