import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Linted {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

/** A file and the rule that it violates; without a rule, the file is allowed. */
type Planted = readonly [what: string, file: string, text: string, rule: string | undefined];

const ENVIRONMENT = "export const port = process.env['PORT'];\n";
const NORMALIZED = "export const name = (text: string): string => text.normalize('NFC');\n";
const ADDRESS = 'export const address = (request: { ip: string }): string => request.ip;\n';
const EXCEPTION = "export { NotFoundException } from '@nestjs/common';\n";

const PLANTED: readonly Planted[] = [
  ['reads the environment', 'src/modules/order/p1.ts', ENVIRONMENT, 'no-restricted-properties'],
  ['reads the environment', 'src/platform/http/p2.ts', ENVIRONMENT, 'no-restricted-properties'],
  ['reads the environment', 'src/platform/config/p3.ts', ENVIRONMENT, undefined],
  ['normalizes a text of any length', 'src/modules/order/p18.ts', NORMALIZED, 'no-restricted-properties'],
  ['normalizes a text of any length', 'src/platform/text.ts', NORMALIZED, undefined],
  ['reads an address as a proxy reports it', 'src/modules/order/p19.ts', ADDRESS, 'no-restricted-properties'],
  ["throws the framework's exceptions", 'src/modules/order/p4.ts', EXCEPTION, 'no-restricted-imports'],
  [
    "throws the framework's exceptions",
    'src/modules/p5.ts',
    EXCEPTION.replace('NotFound', 'Http'),
    'no-restricted-imports',
  ],
  ["throws the framework's exceptions", 'src/platform/http/p6.ts', EXCEPTION, undefined],
  [
    'climbs three folders',
    'src/modules/order/http/p7.ts',
    "export * from '../../../platform/http/p6';\n",
    'no-restricted-imports',
  ],
  ['uses the type any', 'src/p8.ts', 'export const price: any = 1;\n', '@typescript-eslint/no-explicit-any'],
  [
    'does not await a promise',
    'src/p9.ts',
    'async function sell(): Promise<void> {\n  await Promise.resolve();\n}\nsell();\n',
    '@typescript-eslint/no-floating-promises',
  ],
  ['prints', 'src/p10.ts', "console.log('sold');\n", 'no-console'],
  [
    'names the trade in the platform',
    'src/platform/http/p12.ts',
    'export const orderCodes = 1;\n',
    'no-restricted-syntax',
  ],
  [
    'names the trade in the platform',
    'src/platform/http/p13.ts',
    'export const maxStock = 1;\n',
    'no-restricted-syntax',
  ],
  [
    'has a text of the trade in the platform',
    'src/platform/limits/p14.ts',
    "export const code = 'PRODUCT_NOT_FOUND';\n",
    'no-restricted-syntax',
  ],
  [
    'reads a table of the trade in the platform',
    'src/platform/database/p15.ts',
    'export const sql = (id: number): string => `SELECT 1 FROM coupons WHERE id = ${id}`;\n',
    'no-restricted-syntax',
  ],
  [
    'has an ORDER BY in the platform',
    'src/platform/database/p16.ts',
    "export const sql = 'SELECT id FROM reorders ORDER BY id';\n",
    undefined,
  ],
  [
    'calls a table by a word that MySQL reserves',
    'src/modules/order/p20.ts',
    'export const sql = (id: number): string => `SELECT 1 FROM orders AS stored WHERE id = ${id}`;\n',
    'no-restricted-syntax',
  ],
  ['names the trade in a module', 'src/modules/order/p17.ts', 'export const orderCodes = 1;\n', undefined],
  ['has more than 200 lines', 'src/p11.ts', `${'export {};\n'.repeat(201)}`, 'max-lines'],
];

describe('the code rules', () => {
  let tree: string;
  let linted: Map<string, Linted>;

  beforeAll(async () => {
    tree = mkdtempSync(join(tmpdir(), 'hotdeal-code-'));
    for (const file of ['eslint.config.mjs', 'tsconfig.json', 'tsconfig.test.json']) {
      copyFileSync(join(ROOT, file), join(tree, file));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
    for (const [, file, text] of PLANTED) {
      mkdirSync(dirname(join(tree, file)), { recursive: true });
      writeFileSync(join(tree, file), text);
    }
    linted = new Map((await lint(tree)).map((one) => [relative(tree, one.filePath), one]));
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test.each(PLANTED)('report a file that %s, where it is forbidden: %s', (_what, file, _text, rule) => {
    const rules = new Set(linted.get(file)?.messages.map(({ ruleId }) => ruleId));
    expect([...rules]).toEqual(rule === undefined ? [] : [rule]);
  });
});

function lint(tree: string): Promise<Linted[]> {
  const eslint = join(ROOT, 'node_modules/eslint/bin/eslint.js');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [eslint, 'src', '--format', 'json'], { cwd: tree }, (_failed, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Linted[]);
      } catch {
        reject(new Error(stderr));
      }
    });
  });
}
