// Loaded first, this lets Node run the TypeScript of the application without a build, for tests that need a separate
// process. Subpath imports resolve to the sources.
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
