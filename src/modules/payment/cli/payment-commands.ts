import { type Command, InvalidArgumentError } from 'commander';
import { type CliContext, JSON_OPTION, type JsonOption } from '#platform/cli/cli-context';
import { CommandRefused } from '#platform/cli/command-outcome';
import { isDay } from '#platform/timing/zoned-time';
import type { Difference } from '../domain/day-comparison';
import { ReconcileDay } from '../use-cases/reconcile-day';

const ABOUT = `Reads the provider's list of what it has captured and cancelled on that day, and compares it with the shop's payments and
refunds. What seems to differ is looked at, and what a look finds is stored, as always; nothing else is changed. It may be
repeated. Of the current day, payments that are just being made may be listed. It exits with 1 when something differs, and
with 2 when it could not run.`;

interface ReconcileOptions extends JsonOption {
  readonly day: string;
  readonly provider?: string;
}

export function addPaymentCommands(program: Command, context: CliContext): void {
  program
    .command('payments')
    .description('Compare payments with their providers.')
    .command('reconcile')
    .summary("Compare one day with the providers' lists.")
    .description(ABOUT)
    .requiredOption('--day <YYYY-MM-DD>', "the day, in the shop's time zone", existingDay)
    .option('--provider <name>', 'one provider only, such as toss')
    .option(...JSON_OPTION)
    .action((options: ReconcileOptions) => reconcile(context, options));
}

function existingDay(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('It is a date that exists, written as YYYY-MM-DD.');
  return text;
}

function reconcile({ terminal, interruption, withApplication }: CliContext, options: ReconcileOptions): Promise<void> {
  const { day, provider, json } = options;
  return withApplication(async (providers) => {
    const reconciler = providers.get(ReconcileDay);
    const names = provider === undefined ? reconciler.providers : [provider];
    const unlisted = names.filter((name) => !reconciler.providers.includes(name));
    if (unlisted.length > 0 || names.length === 0) {
      const known = reconciler.providers.join(', ') || 'none';
      // No refusal: that is what a difference is answered with.
      throw new Error(`--provider must be a provider with a list that the shop works with: ${known}.`);
    }
    const results = [];
    for (const name of names)
      results.push({ provider: name, day, ...(await reconciler.execute(name, day, interruption)) });
    const differences = results.flatMap((result) => result.differences);
    if (json === true) await terminal.print(JSON.stringify(results));
    else {
      for (const difference of differences) await terminal.print(lineOf(difference));
      const listed = results.reduce((sum, { transactions }) => sum + transactions, 0);
      await terminal.print(
        `${listed} transactions of ${names.join(', ')} on ${day}: ${differences.length} differences.`,
      );
    }
    if (differences.length > 0) throw new CommandRefused();
  });
}

function lineOf(difference: Difference): string {
  const { kind, paymentId, refundId, providerOrderId, reference, amountHere, amountThere, currency, isMended } =
    difference;
  const what = [
    paymentId === null ? `payment ${providerOrderId}, which is none of ours` : `payment ${paymentId}`,
    ...(refundId === null ? [] : [`refund ${refundId}`]),
    ...(reference === null ? [] : [`transaction ${reference}`]),
  ].join(', ');
  return `${kind}: ${what}: ${amountHere} ${currency} here, ${amountThere} there${isMended ? ' (stored now)' : ''}`;
}
