import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';

/** Prints what the recommended rules of Redocly find in openapi.json. */
const config = await createConfig({ extends: ['recommended'] });
const source = readFileSync('openapi.json', 'utf8');
const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
console.log(JSON.stringify(problems.map(({ ruleId, location }) => `${ruleId} ${location[0].pointer}`)));
