import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { assertMigrated } from '#platform/database/pending-migrations';
import { Unavailable } from '#platform/domain-error';
import { drain } from '#platform/http/drain';
import { AppModule } from './app.module';
import { createApplication } from './app';
import { configFromEnvironment } from './configuration';
import { schema } from './schema';

const STILL_ACCEPTING_MS = 1_000;
const END_LIMIT_MS = 9_500;

async function start(): Promise<void> {
  const config = configFromEnvironment();
  await assertMigrated(config, schema);
  const traces =
    config.tracesTo === undefined ? undefined : (await import('#hotdeal/tracing')).beginTracing(config.tracesTo);
  const app = await createApplication(AppModule.forRoot(config));
  await app.listen(config.port);
  new Logger('HotDeal').log(`Listening on port ${config.port}, metrics on ${config.metricsHost}:${config.metricsPort}`);
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => fail(new Error('The shutdown took too long')), END_LIMIT_MS).unref();
    drain(app, STILL_ACCEPTING_MS)
      .then(() => traces?.end())
      .then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}

function fail(error: unknown): never {
  process.stderr.write(`HotDeal stops: ${reasonOf(error)}\n`);
  process.exit(1);
}

/** The message of an unavailable service is for clients; an operator needs what the service has answered. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof Unavailable)) return error.message;
  return `${error.what} cannot be used${error.cause instanceof Error ? `: ${error.cause.message}` : ''}`;
}

start().catch(fail);
