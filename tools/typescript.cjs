// Loaded before anything else, this lets Node run the project's TypeScript without a build. The subpath imports of
// package.json lead to the production build in dist, as they do in production; the client package runs from its sources.
'use strict';
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join, sep } = require('node:path');
const { transformSync } = require('@swc/core');
const options = require('./swc.cjs');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
  module._compile(code, filename);
};

const client = join(__dirname, '..', 'client', 'src', sep);
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, parent, ...rest) => {
  if (name === '@hotdeal/client') return join(client, 'hotdeal.ts');
  // The client is an ES module, which names its files as they are called once they are built.
  const isInClient = name.startsWith('./') && parent?.filename?.startsWith(client) === true;
  return resolve(isInClient ? name.replace(/\.js$/, '.ts') : name, parent, ...rest);
};
