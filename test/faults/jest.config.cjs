// Apart from the other projects: `npm run test:faults` starts servers that it kills, one scenario after the other.
const { projects } = require('../../jest.config.cjs');

const like = projects.find(({ displayName }) => displayName === 'unit');

module.exports = {
  ...like,
  displayName: 'faults',
  testMatch: ['<rootDir>/test/faults/**/*.test.ts'],
  maxWorkers: 1,
};
