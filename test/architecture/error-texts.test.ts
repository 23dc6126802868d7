import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodes } from '../../src/error-codes';
import { CODE_TEXTS, OTHER_TEXTS } from '../../web/src/api/error-texts';
import { FIELD_TEXTS, RULE_TEXTS, RULES_OF_LIMITS } from '../../web/src/api/field-texts';

interface Document {
  readonly components: { readonly schemas: { readonly FieldRule: { readonly enum: readonly string[] } } };
}

const document = JSON.parse(readFileSync(join(__dirname, '..', '..', 'openapi.json'), 'utf8')) as Document;
const TABLES = { CODE_TEXTS, RULE_TEXTS, FIELD_TEXTS, OTHER_TEXTS };

describe('the error texts of the pages', () => {
  it('exist for every code and every rule that the shop can answer', () => {
    expect(Object.keys(errorCodes).filter((code) => !Object.hasOwn(CODE_TEXTS, code))).toEqual([]);
    const rules = document.components.schemas.FieldRule.enum;
    expect(rules.filter((rule) => !Object.hasOwn(RULE_TEXTS, rule))).toEqual([]);
    expect([...RULES_OF_LIMITS].filter((rule) => !rules.includes(rule))).toEqual([]);
  });

  it.each(Object.entries(TABLES))('are polite Korean and plain English: %s', (_, table) => {
    for (const [korean, english] of Object.values(table)) {
      expect(korean).toMatch(/\p{Script=Hangul}.*요\.$/u);
      expect(korean.replaceAll(/https?:\/\//g, '')).not.toMatch(/[a-z]/i);
      expect(english).toMatch(/^[A-Z].*\.$/);
      expect(english).not.toMatch(/\p{Script=Hangul}/u);
    }
  });
});
