import type { Command } from 'commander';
import { type CliContext, JSON_OPTION, type JsonOption } from '#platform/cli/cli-context';
import { CommandRefused } from '#platform/cli/command-outcome';
import { isDay } from '#platform/timing/zoned-time';
import { SalesRecount } from '../persistence/sales-recount';

const ABOUT = `Adds successful orders that are counted on no day, because an instance of a release before the count completed them,
to the day on which they were placed. Then it corrects the day's units, orders and revenue where they differ from its
orders. It may run during a sale and may be repeated; interrupted, it keeps what it has corrected.`;

export function addSalesCommands(program: Command, context: CliContext): void {
  program
    .command('sales')
    .description('Maintain the sales by day, from which rankings are read.')
    .command('recount')
    .summary("Correct the sales of one day by that day's orders.")
    .description(ABOUT)
    .requiredOption('--day <YYYY-MM-DD>', "the day, in the shop's time zone")
    .option(...JSON_OPTION)
    .action(({ day, json }: { day: string } & JsonOption) => {
      if (!isDay(day)) throw new CommandRefused('--day is a date that exists, written as YYYY-MM-DD.');
      return recount(context, day, json === true);
    });
}

function recount({ terminal, interruption, withApplication }: CliContext, day: string, json: boolean): Promise<void> {
  return withApplication(async (providers) => {
    const recounted = await providers.get(SalesRecount).execute(day, () => interruption.throwIfAborted());
    await terminal.print(
      json
        ? JSON.stringify(recounted)
        : `${recounted.added} orders added, ${recounted.corrected} figures of ${day} corrected.`,
    );
  });
}
