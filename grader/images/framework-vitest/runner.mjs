// Vitest's own runner, which also runs the tests that a file marks to be skipped, where the order says so.
import { inject, TestRunner } from 'vitest';

const MUST_FAIL = 'a test that must fail';

export default class Runner extends TestRunner {
  // Vitest wraps this method with one that tells what was collected: what is changed here has to come before.
  get onCollected() { return this.collected ?? super.onCollected; }

  set onCollected(told) {
    this.collected = async (files) => {
      files.forEach(prepare);
      await told.call(this, files);
    };
  }
}

function prepare(file) {
  if (inject('unskipped').includes(file.filepath)) unskip(file);
  // A file may run some of its tests only.
  const counterTest = file.tasks.find((task) => task.name === MUST_FAIL);
  if (counterTest) [file.mode, counterTest.mode] = ['run', 'run'];
}

function unskip(task) {
  if (task.mode !== 'todo') task.mode = 'run';
  task.tasks?.forEach(unskip);
}
