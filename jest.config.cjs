// Jest on Node 20 cannot require() ES modules, and Nest 12 ships only those: SWC compiles the packages
// named here to CommonJS (cached), and the project's TypeScript with its decorators.
const typescript = ['@swc/jest', require('./tools/swc.cjs')];
const esModule = [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: false,
    module: { type: 'commonjs' },
    jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } },
  },
];
const esPackages = [
  '@nestjs',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  'load-esm',
  '@borewit',
  '@tokenizer',
  'openapi-fetch',
  'temporal-polyfill',
  'temporal-utils',
  // It imports Node's http as late as it can, which Jest does not let CommonJS do.
  '@opentelemetry/otlp-exporter-base',
];
const project = {
  testEnvironment: 'node',
  rootDir: __dirname,
  moduleFileExtensions: ['js', 'ts', 'json', 'node'],
  // One copy of every injection token: `#name` is src here, as it is dist in production.
  moduleNameMapper: {
    '^#platform/(.*)$': '<rootDir>/src/platform/$1',
    // The client names its files as Node finds them once they are built.
    '^(\\./.+)\\.js$': '$1',
    '^@hotdeal/client$': '<rootDir>/client/src/hotdeal.ts',
    '^#(auth|user|product|stock|event|order|outbound)$': '<rootDir>/src/modules/$1/$1.contract',
  },
  transform: { '^.+\\.ts$': typescript, '^.+\\.m?js$': esModule },
  transformIgnorePatterns: [`/node_modules/(?!(${esPackages.join('|')})/)`],
  clearMocks: true,
};
const services = { setupFiles: ['<rootDir>/test/support/require-services.ts'] };

module.exports = {
  // Here and not in a project, where jest ignores it.
  testTimeout: 60_000,
  // Most of a test is waiting for the database. jest itself would leave a core to somebody else.
  maxWorkers: '100%',
  projects: [
    { ...project, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...project, ...services, displayName: 'database', testMatch: ['<rootDir>/test/database/**/*.test.ts'] },
    { ...project, ...services, displayName: 'stories', testMatch: ['<rootDir>/test/stories/**/*.test.ts'] },
    { ...project, ...services, displayName: 'attacks', testMatch: ['<rootDir>/test/attacks/**/*.test.ts'] },
    { ...project, ...services, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
    { ...project, displayName: 'architecture', testMatch: ['<rootDir>/test/architecture/**/*.test.ts'] },
  ],
};
