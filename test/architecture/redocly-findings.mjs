import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lintFromString, loadConfig } from '@redocly/openapi-core';

const file = resolve('openapi.json');
const config = await loadConfig();
const problems = await lintFromString({ source: readFileSync(file, 'utf8'), absoluteRef: file, config });
const written = ({ ruleId, location }) => `${ruleId} ${location[0].pointer}`;
const found = problems.filter(({ ignored }) => ignored !== true).map(written);
const ignored = problems.filter((problem) => problem.ignored === true).map(written);
const listed = Object.entries(config.ignore[file] ?? {}).flatMap(([rule, pointers]) =>
  [...pointers].map((pointer) => `${rule} ${pointer}`),
);
/** What the recommended rules find in openapi.json, and what `.redocly.lint-ignore.yaml` names though no rule finds it. */
console.log(JSON.stringify({ found, needlessly: listed.filter((one) => !ignored.includes(one)) }));
