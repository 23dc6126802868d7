import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Spectral } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { projectFile } from '../support/compose-file';

interface Node {
  readonly description?: string;
  readonly name?: string;
  readonly $ref?: string;
  readonly pattern?: string;
  readonly example?: unknown;
  readonly parameters?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Node>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Node>> };
}

/** Findings that stay, each with its reason. */
const EXCEPTIONS: readonly RegExp[] = [
  // The shapes of live signals are referred to by `x-live-signals`, and those of `about` one by one.
  /no-unused-components #\/components\/schemas\/(LiveSignals|ProblemAbout)$/,
  /oas3-unused-component #\/components\/schemas\/ProblemAbout$/,
  // A client meets these codes where there is no operation: other paths, and the files of the pages.
  /unused-components? #\/components\/examples\/(ROUTE_NOT_FOUND|PRECONDITION_FAILED|RANGE_NOT_SATISFIABLE)$/,
  // These two refuse only what is no HTTP.
  /operation-4xx-response #\/paths\/~1health~1(live|ready)\/get\/responses$/,
];

const ROOT = join(__dirname, '..', '..');
/** In a process of its own, because Jest cannot load this library. */
const LINT = `
  import { readFileSync } from 'node:fs';
  import { createConfig, lintFromString } from '@redocly/openapi-core';
  const config = await createConfig({ extends: ['recommended'] });
  const source = readFileSync('openapi.json', 'utf8');
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
  console.log(JSON.stringify(problems.map(({ ruleId, location }) => ruleId + ' ' + location[0].pointer)));`;

describe('openapi.json', () => {
  const text = projectFile('openapi.json');
  const document = JSON.parse(text) as Document;
  const unexpected = (findings: readonly string[]): string[] =>
    findings.filter((finding) => !EXCEPTIONS.some((exception) => exception.test(finding)));

  it('passes the recommended rules of Redocly', () => {
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', LINT], { cwd: ROOT, encoding: 'utf8' });
    const findings = JSON.parse(output) as string[];
    expect(findings.length).toBeGreaterThan(0);
    expect(unexpected(findings)).toEqual([]);
  }, 60_000);

  it('passes the rules of Spectral', async () => {
    const spectral = new Spectral();
    spectral.setRuleset({ extends: [oas as never] });
    // JSON Schema reads patterns as Unicode; Spectral does not, and takes \p{L} for letters that it then misses.
    const readable = JSON.parse(text, (key, value: unknown) =>
      key === 'pattern' && typeof value === 'string' && value.includes('\\p{') ? undefined : value,
    ) as Record<string, unknown>;
    const problems = await spectral.run(readable);
    expect(unexpected(problems.map(({ code, path }) => `${code} #/${path.join('/')}`))).toEqual([]);
  }, 60_000);

  it('has examples that match their patterns, read as Unicode', () => {
    const wrong: string[] = [];
    JSON.parse(text, (_key, value: Node | null) => {
      const { pattern, example } = value ?? {};
      if (typeof pattern !== 'string' || typeof example !== 'string') return value;
      if (!new RegExp(pattern, 'u').test(example)) wrong.push(`${pattern} ${example}`);
      return value;
    });
    expect(wrong).toEqual([]);
  });

  it('describes every operation, parameter and field', () => {
    const bare: string[] = [];
    const check = (node: Node, place: string): void => {
      if ((node.description ?? '') === '' && node.$ref === undefined) bare.push(place);
    };
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [verb, operation] of Object.entries(operations)) {
        check(operation, `${verb} ${path}`);
        for (const parameter of operation.parameters ?? []) check(parameter, `${verb} ${path} ${parameter.name}`);
      }
    }
    for (const [name, { properties = {} }] of Object.entries(document.components.schemas)) {
      for (const [field, schema] of Object.entries(properties)) check(schema, `${name}.${field}`);
    }
    expect(bare).toEqual([]);
  });
});
