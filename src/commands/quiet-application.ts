import type { Type, Abstract } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventBus } from '#platform/events/event-bus';
import type { Config } from '#platform/config/config';
import { assertMigrated } from '#platform/database/pending-migrations';
import { WebAdapter } from '#platform/http/web-adapter';
import { AppModule } from '../app.module';
import { schema } from '../schema';

/** The parts of the application, for whoever needs them by themselves. */
export interface Parts {
  get<Part>(token: Type<Part> | Abstract<Part>): Part;
}

/**
 * The whole application put together, but never started: no port is opened, no timer runs, no delivery is taken. All
 * of that begins in the hooks that an application calls when it is initialised, which this one never is. What a command
 * publishes is stored for the shop's instances: they have the sockets that a signal must reach.
 */
export async function withParts<T>(config: Config, work: (parts: Parts) => Promise<T>): Promise<T> {
  await assertMigrated(config, schema);
  const app = await NestFactory.create(AppModule.forRoot(config), new WebAdapter(), {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  try {
    app.get(EventBus).findReactions();
    return await work({ get: (token) => app.get(token) });
  } finally {
    await app.close();
  }
}
