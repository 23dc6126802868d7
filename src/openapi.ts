import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { setPaths } from '#platform/http/web';
import { apiDocument } from './api-document';
import { configFrom } from './configuration';
import { AppModule } from './app.module';

const FILE = 'openapi.json';

/** Nothing is connected in preview: these only have to look like a configuration. */
const config = configFrom({ DB_HOST: '-', DB_USERNAME: '-', REDIS_HOST: '-', SECRET_KEY: '-'.repeat(32) });

/** Writes openapi.json; with `--check` only compares, and fails when it is not what the code says. */
async function writeDocument(check: boolean): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  setPaths(app);
  const text = `${JSON.stringify(apiDocument(app), null, 2)}\n`;
  if (!check) {
    writeFileSync(FILE, text);
  } else if (text !== written()) {
    process.stderr.write(`${FILE} is not what the code says: run \`npm run openapi\` and commit it.\n`);
    process.exitCode = 1;
  }
}

function written(): string | undefined {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return undefined;
  }
}

void writeDocument(process.argv.includes('--check'));
