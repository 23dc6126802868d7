import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly cycle?: readonly { readonly name: string }[];
}

/** Runs the import rules of the project over a tree. */
function violationsIn(tree: string): Promise<Violation[]> {
  const depcruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [depcruise, 'src', 'test', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: tree, maxBuffer: 64 * 1024 * 1024 }, (_failed, stdout, stderr) => {
      try {
        resolve((JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations);
      } catch {
        reject(new Error(stderr));
      }
    });
  });
}

const DRAWERS = [
  'utils',
  'util',
  'helper',
  'common',
  'shared',
  'base',
  'manager',
  'impl',
  'types',
  'constants',
  'index',
];
const STRAY_ARROWS = [
  ['product', 'stock'],
  ['user', 'product'],
  ['auth', 'product'],
  ['stock', 'event'],
  ['event', 'stock'],
  ['order', 'shipping'],
  ['notification', 'stock'],
] as const;

/** A forbidden file: its path, what it imports, and the rules that it violates. */
type Planted = readonly [file: string, imported: string, ...rules: string[]];

const PLANTED: readonly Planted[] = [
  ['src/modules/order/use-cases/p1.ts', '../../stock/use-cases/inside', 'contract-is-the-only-entry'],
  ['src/modules/order/p2.module.ts', '../stock/use-cases/inside', 'module-files-wire-module-files'],
  ['src/modules/order/p3.ts', '../stock/stock.module', 'contract-is-the-only-entry'],
  ['src/modules/order/p4.ts', '../admin/inside', 'arrows-of-order', 'contract-is-the-only-entry'],
  ['src/modules/undeclared/p5.ts', '#platform/domain-error', 'declared-modules-only'],
  ['src/modules/stock/p6.contract.ts', './use-cases/inside', 'contract-shows-nothing-inside'],
  ['src/platform/p7.ts', '#stock', 'ground-knows-no-module'],
  ['src/platform/p8.ts', '../root', 'ground-knows-no-module'],
  ['src/modules/stock/p9.ts', '../../root', 'modules-know-no-root'],
  ['src/modules/stock/domain/p10.ts', '@nestjs/common', 'domain-is-pure'],
  ['src/modules/stock/domain/p11.ts', 'typeorm', 'domain-is-pure'],
  ['src/modules/stock/domain/p12.ts', '#platform/database/database', 'domain-is-pure'],
  ['src/modules/stock/domain/p13.ts', '../use-cases/inside', 'domain-is-pure'],
  ['src/modules/stock/p14.ts', './p14-back', 'no-file-cycles'],
  ['src/platform/observability/p60.ts', '../database/database', 'layer-of-observability'],
  ['src/platform/redis/p61.ts', '#platform/locking/locks', 'layer-of-redis'],
  ['src/platform/caching/p62.ts', '#platform/batching/batcher', 'layer-of-caching'],
  ['src/platform/limits/p63.ts', '#platform/http/problem', 'layer-of-limits'],
  ['src/platform/config/p64.ts', '../platform.module', 'layer-of-config'],
  ['src/platform/parcels/p65.ts', '../domain-error', 'declared-platform-folders-only'],
  ['src/platform/p50.ts', '@opentelemetry/api', 'tracing-behind-its-port'],
  ['src/modules/stock/shared/p15.ts', '../use-cases/inside', 'no-drawers-inside'],
  ['src/modules/stock/cli/p19.ts', '../../product/persistence/inside', 'contract-is-the-only-entry'],
  ['src/modules/user/cli/p20.ts', '../../product/persistence/inside', 'arrows-of-user', 'contract-is-the-only-entry'],
  ['src/p21.ts', './modules/product/persistence/inside', 'root-knows-no-inside'],
  ['src/integrity-checks.ts', './modules/product/persistence/inside', 'integrity-checks-are-data'],
  ['src/commands/p22.ts', '../modules/product/product.contract', 'source-folders-are-declared'],
  ['src/p16.ts', '../test/story', 'production-knows-no-tests'],
  ['src/p17.ts', 'jest', 'not-to-dev-dep'],
  ['src/p18.ts', './nowhere', 'no-unresolvable'],
  ...STRAY_ARROWS.map(([from, to]): Planted => [`src/modules/${from}/arrow.ts`, `#${to}`, `arrows-of-${from}`]),
  ...DRAWERS.map((drawer): Planted => [`src/modules/stock/to-${drawer}.ts`, `./${drawer}`, 'no-drawers']),
];

/** The files that the planted ones import, which violate no rule. */
const ALLOWED = [
  ...['user', 'product', 'stock', 'event', 'order', 'shipping'].map(
    (module) => `src/modules/${module}/${module}.contract.ts`,
  ),
  ...DRAWERS.map((drawer) => `src/modules/stock/${drawer}.ts`),
  'src/modules/stock/use-cases/inside.ts',
  'src/modules/product/persistence/inside.ts',
  'src/modules/stock/stock.module.ts',
  'src/modules/admin/inside.ts',
  'src/root.ts',
  'test/story.ts',
];

describe('the import rules', () => {
  let tree: string;
  let violations: Violation[];

  function plant(file: string, text: string): void {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  }

  beforeAll(async () => {
    tree = mkdtempSync(join(tmpdir(), 'hotdeal-rules-'));
    for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json', 'src/platform']) {
      cpSync(join(ROOT, file), join(tree, file), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
    for (const file of ALLOWED) plant(file, 'export const innocent = 1;\n');
    for (const [file, imported] of PLANTED)
      plant(file, `import type * as it from '${imported}';\nexport type It = typeof it;\n`);
    plant(
      'src/modules/stock/p14.ts',
      "import { back } from './p14-back';\nexport const there = (): unknown => back;\n",
    );
    plant(
      'src/modules/stock/p14-back.ts',
      "import { there } from './p14';\nexport const back = (): unknown => there;\n",
    );
    plant('src/modules/order/http/p67.ts', "export type { Used } from '../use-cases/p68';\n");
    plant('src/modules/order/use-cases/p68.ts', "export type { Shown } from '../http/p69';\nexport type Used = 1;\n");
    plant('src/modules/order/http/p69.ts', 'export type Shown = 1;\n');
    plant('src/platform/http/parameters/p66.ts', "export type { Claim } from '../idempotency/claim';\n");
    plant('src/p17.ts', "import jest from 'jest';\nexport const planted = jest;\n");
    violations = await violationsIn(tree);
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  test('find no violation in the project', async () => {
    expect(await violationsIn(ROOT)).toEqual([]);
  });

  test.each(PLANTED)('are violated when %s imports %s', (file, _imported, ...rules) => {
    const about = violations.filter(({ from, cycle }) => from === file || cycle?.some(({ name }) => name === file));
    expect([...new Set(about.map(({ rule }) => rule.name))].sort()).toEqual(rules.sort());
  });

  test('are violated when two folders of the platform, or of a module, import each other, even only types', () => {
    const cycles = violations.filter(({ rule }) => rule.name === 'no-folder-cycles').map(({ from }) => from);
    expect(cycles).toEqual(
      expect.arrayContaining([
        'src/modules/order/http',
        'src/modules/order/use-cases',
        'src/platform/http/idempotency',
        'src/platform/http/parameters',
      ]),
    );
  });

  test('find no violation in files that are allowed', () => {
    const planted = new Set<string>([...PLANTED.map(([file]) => file), 'src/modules/stock/p14-back.ts']);
    const ofFiles = violations.filter(({ rule }) => rule.name !== 'no-folder-cycles');
    expect(ofFiles.filter(({ from }) => !planted.has(from))).toEqual([]);
  });
});
