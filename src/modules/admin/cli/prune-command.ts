import type { Command } from 'commander';
import { ExpiredSessions } from '#auth';
import { OutboundClient } from '#outbound';
import { type CliContext, JSON_OPTION, type JsonOption } from '#platform/cli/cli-context';
import { unlessInterrupted } from '#platform/cli/command-outcome';
import { DeleteExpiredKeys } from '#platform/http/idempotency/delete-expired-keys';

const ABOUT = `Idempotency keys after 48 hours, logins one day after they expired, integration events one week after they were sent,
and those of deleted webhooks. Every instance does the same ten seconds after its start, and then hourly; running it
twice does no harm.`;

export function addPruneCommand(program: Command, context: CliContext): void {
  program
    .command('prune')
    .summary('Delete now what the hourly jobs delete.')
    .description(ABOUT)
    .option(...JSON_OPTION)
    .action(({ json }: JsonOption) => prune(context, json === true));
}

function prune({ terminal, interruption, withApplication }: CliContext, json: boolean): Promise<void> {
  return withApplication(async (providers) => {
    const pruned = {
      keys: await unlessInterrupted(interruption, providers.get(DeleteExpiredKeys).execute()),
      logins: await unlessInterrupted(interruption, providers.get(ExpiredSessions).delete()),
      events: await unlessInterrupted(interruption, providers.get(OutboundClient).deleteSent()),
    };
    await terminal.print(
      json
        ? JSON.stringify(pruned)
        : `${pruned.keys} keys, ${pruned.logins} logins and ${pruned.events} events deleted.`,
    );
  });
}
