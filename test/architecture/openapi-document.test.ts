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
  readonly 'x-unicode-pattern'?: string;
  readonly example?: unknown;
  readonly parameters?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Node>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Node>> };
}

const ROOT = join(__dirname, '..', '..');

describe('openapi.json', () => {
  const text = projectFile('openapi.json');
  const document = JSON.parse(text) as Document;

  it('passes the recommended rules of Redocly, and ignores none needlessly', () => {
    // In a process of its own, because Jest cannot load this library.
    const output = execFileSync(process.execPath, [join(__dirname, 'redocly-findings.mjs')], { cwd: ROOT });
    expect(JSON.parse(String(output))).toEqual({ found: [], needlessly: [] });
  }, 60_000);

  it('passes the rules of Spectral', async () => {
    const spectral = new Spectral();
    spectral.setRuleset({ extends: [oas as never] });
    const problems = await spectral.run(JSON.parse(text) as Record<string, unknown>);
    expect(problems.map(({ code, path }) => `${code} #/${path.join('/')}`)).toEqual([]);
  }, 60_000);

  it('has patterns that mean the same with and without Unicode, and examples that match them', () => {
    const wrong: string[] = [];
    JSON.parse(text, (_key, value: Node | null) => {
      const { pattern, example, 'x-unicode-pattern': unicode } = value ?? {};
      if (typeof pattern === 'string' && /\\p\{|\\u\{/.test(pattern)) wrong.push(pattern);
      if (typeof example !== 'string') return value;
      const expressions = [
        ...(typeof pattern === 'string' ? [new RegExp(pattern), new RegExp(pattern, 'u')] : []),
        ...(typeof unicode === 'string' ? [new RegExp(unicode, 'u')] : []),
      ];
      wrong.push(...expressions.filter((one) => !one.test(example)).map((one) => `${one.source} ${example}`));
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
