// Lets Jest read import and export, JSX and types, in a millisecond: lines stay where they are.
'use strict';

const { transform } = require('sucrase');

const MORE = { '.ts': ['typescript'], '.tsx': ['typescript', 'jsx'], '.jsx': ['jsx'] };

const PROBLEM = /^Error transforming .*?: (.*) \((\d+):(\d+)\)$/s;

/** The error of the compiler as the engine would have written it. */
function explained(error, source, path) {
  const [, words, line, column] = PROBLEM.exec(error.message) ?? [];
  if (line === undefined) return error;
  const sign = source.split('\n')[line - 1]?.[column - 1];
  const made = new SyntaxError(words === 'Unexpected token' && sign ? `Unexpected token '${sign}'` : words);
  made.stack = `${path}:${line}\n${made.stack}`;
  return made;
}

module.exports = {
  process(source, path) {
    const ending = path.slice(path.lastIndexOf('.'));
    const transforms = ['imports', 'jest', ...(MORE[ending] ?? [])];
    try {
      return { code: transform(source, { transforms, filePath: path, preserveDynamicImport: false, jsxRuntime: 'automatic' }).code };
    } catch (error) {
      throw explained(error, source, path);
    }
  },
};
