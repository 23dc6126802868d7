// Loaded before anything else: it lets Node run the bench's TypeScript as it stands. What is measured is not touched:
// the application is the production build in dist, to which the subpath imports of package.json lead.
'use strict';
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const options = require('../tools/swc.cjs');

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
  module._compile(code, filename);
};
