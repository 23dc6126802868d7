import { NestFactory } from '@nestjs/core';
import { type CliContext, type Providers } from '#platform/cli/cli-context';
import { createProgram, runProgram } from '#platform/cli/run-program';
import type { Config } from '#platform/config/config';
import { assertMigrated } from '#platform/database/pending-migrations';
import { EventBus } from '#platform/events/event-bus';
import { WebAdapter } from '#platform/http/web-adapter';
import { AppModule } from './app.module';
import { integrityChecks } from './integrity-checks';
import { addFailedEventCommands } from './modules/admin/cli/failed-event-commands';
import { addPiiCommands } from './modules/admin/cli/pii-commands';
import { addPruneCommand } from './modules/admin/cli/prune-command';
import { addVerifyCommand } from './modules/admin/cli/verify-command';
import { addAccountCommands } from './modules/auth/cli/account-commands';
import { addSalesCommands } from './modules/order/cli/sales-commands';
import { addPaymentCommands } from './modules/payment/cli/payment-commands';
import { addProductCommands } from './modules/product/cli/product-commands';
import { addSearchCommands } from './modules/search/cli/search-commands';
import { addShippingCommands } from './modules/shipping/cli/shipping-commands';
import { addStockCommands } from './modules/stock/cli/stock-commands';
import { schema } from './schema';

type CliSurroundings = Omit<CliContext, 'withApplication'>;

/** Runs one command of an operator, beside a running shop or without one. Resolves to the exit code. */
export function runCommand(words: readonly string[], surroundings: CliSurroundings): Promise<number> {
  const context = createCliContext(surroundings);
  const program = createProgram('hotdeal', context.terminal);
  addAccountCommands(program, context);
  addProductCommands(program, context);
  addStockCommands(program, context);
  addSearchCommands(program, context);
  addSalesCommands(program, context);
  addPaymentCommands(program, context);
  addShippingCommands(program, context);
  addVerifyCommand(program, context, { checks: integrityChecks, schema });
  addFailedEventCommands(program, context);
  addPruneCommand(program, context);
  addPiiCommands(program, context);
  return runProgram(program, words, context.terminal);
}

function createCliContext(surroundings: CliSurroundings): CliContext {
  return { ...surroundings, withApplication: (work) => withApplication(surroundings.config(), work) };
}

/**
 * Creates the whole application without ever initialising it: ports, timers and event handlers start in the hooks of
 * the initialisation. The events that a command publishes are stored for the shop's instances, because those have the
 * sockets that a signal must reach.
 */
async function withApplication<T>(config: Config, work: (providers: Providers) => Promise<T>): Promise<T> {
  await assertMigrated(config, schema);
  const app = await NestFactory.create(AppModule.forRoot(config), new WebAdapter(), {
    logger: false,
    bodyParser: false,
    abortOnError: false,
  });
  try {
    await app.get(EventBus).discover();
    return await work({ get: (token) => app.get(token) });
  } finally {
    await app.close();
  }
}
