import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const NO_DEEP_PATHS = { regex: '^\\.\\./\\.\\./\\.\\./', message: 'Use #platform/… or the contract of the module.' };
const UNUSED = { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true };
const CLIENT_NETWORK = 'Use clientNetwork of platform/limits/network, which parses what proxies report.';
const NODE = {
  process: 'readonly',
  console: 'readonly',
  Buffer: 'readonly',
  URL: 'readonly',
  fetch: 'readonly',
  performance: 'readonly',
  AbortController: 'readonly',
  AbortSignal: 'readonly',
  setTimeout: 'readonly',
  clearTimeout: 'readonly',
  setInterval: 'readonly',
  clearInterval: 'readonly',
  setImmediate: 'readonly',
};

/** Words of the trade as parts of a name or of a text: `order`, `stockLevel`, `maxOrders`, `ORDER_NOT_FOUND`; but `ORDER BY`. */
const TRADE =
  'order product stock deal coupon cart payment price refund wallet shipment parcel buyer catalogue kafka webhook';
const TRADE_WORD = `/${TRADE.split(' ')
  .flatMap((word) => {
    const capital = word.charAt(0).toUpperCase() + word.slice(1);
    const upper = word.toUpperCase();
    return [
      `(?<![a-zA-Z])${word}s?(?![a-z])`,
      `(?<![A-Z])${capital}s?(?![a-z])`,
      `(?<![A-Z])${upper}S?(?![A-Za-z]| BY)`,
    ];
  })
  .join('|')}/`;
const NO_TRADE = {
  message: 'The platform knows no word of the trade: it defines a port, and the module registers with it.',
  selectors: [
    `Identifier[name=${TRADE_WORD}]`,
    `Literal[value=${TRADE_WORD}]`,
    `TemplateElement[value.raw=${TRADE_WORD}]`,
  ],
};

/** Words that MySQL reserves and MariaDB does not: a statement that names something so runs on one of them only. */
const RESERVED =
  'CUBE|CUME_DIST|DENSE_RANK|EMPTY|EXTERNAL|FIRST_VALUE|FUNCTION|GROUPING|GROUPS|JSON_TABLE|LAG|LAST_VALUE|LATERAL|LEAD|' +
  'LIBRARY|MANUAL|NTH_VALUE|NTILE|OF|PARALLEL|PERCENT_RANK|QUALIFY|RANK|STORED|SYSTEM|TABLESAMPLE|VIRTUAL|WINDOW';
const RESERVED_ALIAS = {
  selector: `TemplateElement[value.raw=/\\bAS (${RESERVED})\\b/i]`,
  message: 'MySQL reserves this word: give the table or column another name.',
};

export default defineConfig(
  globalIgnores(['**/dist/**', 'coverage/**', '**/node_modules/**', '.hotdeal/**', 'client/src/schema.ts']),
  js.configs.recommended,
  { rules: { 'no-unused-vars': ['error', UNUSED] } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.test.json', './client/tsconfig.json', './web/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Without its annotation a property has no type at run time: decorators would see Object.
      '@typescript-eslint/no-inferrable-types': ['error', { ignoreProperties: true }],
      '@typescript-eslint/no-unused-vars': ['error', UNUSED],
      // It does not see what decorators read.
      'no-useless-assignment': 'off',
      // A module adds its error codes to the platform's interface.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      eqeqeq: 'error',
      'no-restricted-imports': ['error', { patterns: [NO_DEEP_PATHS] }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only platform/config reads the environment.' },
        { object: 'request', property: 'ip', message: CLIENT_NETWORK },
        { object: 'handshake', property: 'address', message: CLIENT_NETWORK },
        { property: 'remoteAddress', message: CLIENT_NETWORK },
        { property: 'normalize', message: 'Use normalizeText of platform/text, which checks the length first.' },
      ],
      'no-console': 'error',
      'no-restricted-syntax': ['error', RESERVED_ALIAS],
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
    },
  },
  {
    files: ['tools/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
    },
  },
  {
    files: ['client/src/**/*.ts', 'web/src/**/*.{ts,tsx}'],
    rules: { 'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['src/platform/config/**', 'src/platform/text.ts', 'src/platform/limits/network.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/platform/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        RESERVED_ALIAS,
        ...NO_TRADE.selectors.map((selector) => ({ selector, message: NO_TRADE.message })),
      ],
    },
  },
  { files: ['src/migrations/**'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['src/modules/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            NO_DEEP_PATHS,
            {
              group: ['@nestjs/common'],
              importNamePattern: 'Exception$',
              message: 'Refusals are DomainError; one filter turns them into answers.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', '**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'max-lines-per-function': 'off',
      'no-restricted-properties': 'off',
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: NODE } },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { ...NODE, module: 'writable', require: 'readonly', __dirname: 'readonly' },
    },
  },
);
