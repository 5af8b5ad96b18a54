// Vitest's own runner, which also runs the tests that a file marks to be skipped, where the order says so.
import { inject, TestRunner } from 'vitest';

export default class Runner extends TestRunner {
  async onCollected(files) {
    const unskipped = inject('unskipped');
    files.filter((file) => unskipped.includes(file.filepath)).forEach(unskip);
    await super.onCollected?.(files);
  }
}

function unskip(task) {
  if (task.mode !== 'todo') task.mode = 'run';
  task.tasks?.forEach(unskip);
}
