// Loaded before anything else: it lets Node run the application's TypeScript as it stands, for tests that need a process
// of its own to kill, without a build: the subpath imports lead to the sources.
'use strict';
const Module = require('node:module');
const { join } = require('node:path');
const { imports } = require('../../package.json');
require('../../tools/typescript.cjs');

const root = join(__dirname, '../..');
const sourceOf = (name) => {
  const [pattern, { types }] = Object.entries(imports).find(
    ([key]) => key === name || (key.endsWith('*') && name.startsWith(key.slice(0, -1))),
  );
  return join(root, types.replace('*', name.slice(pattern.length - 1)));
};

const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => resolve(name.startsWith('#') ? sourceOf(name) : name, ...rest);
