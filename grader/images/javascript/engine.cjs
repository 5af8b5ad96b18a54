// The few doors of Node that its public interface keeps shut. The engine calls some functions by itself,
// above the apprentice's code: for import(), for import.meta, for the text of a stack, for a promise that is
// refused. Node's own are of the outside world, and code that has used up the stack makes them throw errors
// of that world. So each program puts functions of its own context there.
'use strict';

const vm = require('node:vm');
const { internalBinding } = require('internal/test/binding');

const modules = internalBinding('module_wrap');
const errors = internalBinding('errors');
const tasks = internalBinding('task_queue');
const { privateSymbols } = internalBinding('util');
const { setFlagsFromString } = internalBinding('v8');

/** Makes the engine call these functions of a program's context instead of Node's. */
function callOnly({ importing, describeModule, stackOf, refused }) {
  modules.setImportModuleDynamicallyCallback(importing);
  modules.setInitializeImportMetaObjectCallback(describeModule);
  errors.setPrepareStackTraceCallback(stackOf);
  tasks.setPromiseRejectCallback(refused);
}

/** Where the engine says that a text cannot be compiled or linked: `path:line`, the line, a mark under it. */
function arrowOf(error) {
  const arrow = error[privateSymbols.arrow_message_private_symbol];
  return typeof arrow === 'string' ? arrow : '';
}

/** A module of the apprentice's, or of ours about theirs. Without a context it is only read. */
class Module {
  constructor(name, source, context) {
    this.wrap = new modules.ModuleWrap(name, context, source, 0, 0, undefined);
  }

  /** The texts after `from` and `import`, in their order. */
  get specifiers() { return this.wrap.getModuleRequests().map((request) => request.specifier); }

  /** Gives it the modules that it imports, in the order of `specifiers`. */
  link(others) { this.wrap.link(others.map((other) => other.wrap)); }

  /** Ties the names together; throws the linker's error. Then runs it, and what it throws is kept in it. */
  start() {
    this.wrap.instantiate();
    this.wrap.evaluate(-1, false);
  }

  get failed() { return this.wrap.getStatus() === modules.kErrored; }

  get error() { return this.wrap.getError(); }

  get names() { return this.wrap.getStatus() >= modules.kInstantiated ? this.wrap.getNamespace() : null; }
}

/** Frees all that can be; the contexts made afterwards do not see the function that does it. */
function collectGarbage() {
  setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

module.exports = { Module, arrowOf, callOnly, collectGarbage };
