// Loaded before anything else: it lets Node run the application's TypeScript as it stands, for tests that need a process
// of its own to kill, without a build.
'use strict';
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');
const options = require('../../tools/swc.cjs');
const { imports } = require('../../package.json');

const root = join(__dirname, '../..');
const sourceOf = (name) => {
  const [pattern, { types }] = Object.entries(imports).find(
    ([key]) => key === name || (key.endsWith('*') && name.startsWith(key.slice(0, -1))),
  );
  return join(root, types.replace('*', name.slice(pattern.length - 1)));
};

const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => resolve(name.startsWith('#') ? sourceOf(name) : name, ...rest);
require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
  module._compile(code, filename);
};
