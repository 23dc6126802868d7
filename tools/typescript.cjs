// Loaded before anything else: it lets Node run the project's TypeScript as it stands. The subpath imports of
// package.json lead to the production build in dist, as they do in production.
'use strict';
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const options = require('./swc.cjs');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
  module._compile(code, filename);
};
