// Jest on Node 20 cannot require() ES modules, and Nest 12 ships nothing else. SWC compiles the packages that are named
// here to CommonJS (cached), and the project's TypeScript with its decorators.
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
  // It imports Node's http with import(), which Jest does not support in CommonJS.
  '@opentelemetry/otlp-exporter-base',
];
const project = {
  testEnvironment: 'node',
  rootDir: __dirname,
  moduleFileExtensions: ['js', 'ts', 'json', 'node'],
  // `#name` leads to src, as it leads to dist in production, so that there is one copy of every injection token.
  moduleNameMapper: {
    '^#platform/(.*)$': '<rootDir>/src/platform/$1',
    // The client is an ES module, which names its files as they are called once they are built.
    '^(\\./.+)\\.js$': '$1',
    '^@hotdeal/client$': '<rootDir>/client/src/hotdeal.ts',
    '^#order-client$': '<rootDir>/src/modules/order/order-client.contract',
    '^#shipping$': '<rootDir>/src/modules/shipping/shipping.contract',
    '^#order-payments$': '<rootDir>/src/modules/order/order-payments.contract',
    '^#([a-z]+)$': '<rootDir>/src/modules/$1/$1.contract',
  },
  transform: { '^.+\\.ts$': typescript, '^.+\\.m?js$': esModule },
  transformIgnorePatterns: [`/node_modules/(?!(${esPackages.join('|')})/)`],
  clearMocks: true,
};
const services = { setupFiles: ['<rootDir>/test/support/require-services.ts'] };

module.exports = {
  // Here, because jest ignores it in a project.
  testTimeout: 60_000,
  // Tests mostly wait for the database. By default jest would leave one core unused.
  maxWorkers: '100%',
  // Jest keeps something of each file that opens the application, about 30 MB: after 130 files a worker had 4 GB (2026-11).
  workerIdleMemoryLimit: '1GB',
  projects: [
    { ...project, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...project, ...services, displayName: 'database', testMatch: ['<rootDir>/test/database/**/*.test.ts'] },
    { ...project, ...services, displayName: 'stories', testMatch: ['<rootDir>/test/stories/**/*.test.ts'] },
    { ...project, ...services, displayName: 'attacks', testMatch: ['<rootDir>/test/attacks/**/*.test.ts'] },
    { ...project, ...services, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
    { ...project, displayName: 'architecture', testMatch: ['<rootDir>/test/architecture/**/*.test.ts'] },
  ],
};
