import type { Command } from 'commander';
import { type CliContext, JSON_OPTION, type JsonOption, wholeNumber } from '#platform/cli/cli-context';
import { CommandRefused } from '#platform/cli/command-outcome';
import { FailedEvents } from '../use-cases/failed-events';

interface RetryOptions extends JsonOption {
  readonly all?: true;
}

export function addFailedEventCommands(program: Command, context: CliContext): void {
  const group = program
    .command('failed-events')
    .alias('deliveries')
    .description('List and retry events that a handler failed to process.');
  group
    .command('list')
    .alias('parked')
    .summary('List the events that failed in every attempt.')
    .description('Oldest first; with --json one object per line, with the events and the last error.')
    .option(...JSON_OPTION)
    .action(({ json }: JsonOption) => list(context, json === true));
  group
    .command('retry')
    .summary('Retry failed events.')
    .description(
      'Their attempts are counted anew. A running instance of the shop processes them; if none runs, the next one that starts.',
    )
    .argument('[id]', 'the id of one failed event')
    .option('--all', 'retry all of them')
    .option(...JSON_OPTION)
    .action((id: string | undefined, { all, json }: RetryOptions, command: Command) => {
      if ((all === true) === (id !== undefined)) command.error('error: name one id, or --all');
      if (id !== undefined && !(wholeNumber(id) > 0)) command.error(`error: '${id}' is not an id`);
      return retry(context, id, json === true);
    });
}

function list({ terminal, interruption, withApplication }: CliContext, json: boolean): Promise<void> {
  return withApplication(async (providers) => {
    let count = 0;
    for await (const failed of providers.get(FailedEvents).all()) {
      interruption.throwIfAborted();
      count++;
      const { id, handler, attempts, createdAt, lastError } = failed;
      await terminal.print(
        json
          ? JSON.stringify(failed)
          : `${id}  ${handler}  ${attempts} attempts  ${createdAt.toISOString()}  ${lastError ?? ''}`,
      );
    }
    terminal.info(`${count} failed events.`);
  });
}

function retry(context: CliContext, id: string | undefined, json: boolean): Promise<void> {
  return context.withApplication(async (providers) => {
    const failedEvents = providers.get(FailedEvents);
    let retried = 0;
    if (id !== undefined) {
      if (!(await failedEvents.retry(wholeNumber(id)))) throw new CommandRefused(`No failed event has the id ${id}.`);
      retried = 1;
    } else {
      for await (const failed of failedEvents.all()) {
        context.interruption.throwIfAborted();
        if (await failedEvents.retry(failed.id)) retried++;
      }
    }
    await context.terminal.print(json ? JSON.stringify({ retried }) : `${retried} failed events will be retried.`);
  });
}
