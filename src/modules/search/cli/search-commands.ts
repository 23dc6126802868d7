import type { Command } from 'commander';
import { type CliContext, JSON_OPTION, type JsonOption } from '#platform/cli/cli-context';
import { FROM_THE_NEWEST, RebuildSearch } from '../use-cases/rebuild-search';

const ABOUT = `Reads every product, its price now and whether it is in stock, and stores what lists and searches use, beside the
running shop. Run it after an integrity check "search.…" has found something, and after an upgrade once the last
instance of the release before has stopped. Running it twice does no harm; an interrupted one is run again.`;

export function addSearchCommands(program: Command, context: CliContext): void {
  program
    .command('search')
    .description('Keep the lists of products right.')
    .command('rebuild')
    .summary('Store anew what lists and searches of products use.')
    .description(ABOUT)
    .option(...JSON_OPTION)
    .action(({ json }: JsonOption) => rebuild(context, json === true));
}

function rebuild({ terminal, interruption, withApplication }: CliContext, json: boolean): Promise<void> {
  return withApplication(async (providers) => {
    const search = providers.get(RebuildSearch);
    let products = 0;
    for (let position = FROM_THE_NEWEST; position > 0;) {
      interruption.throwIfAborted();
      const step = await search.step(position, () => Promise.resolve());
      products += step.count;
      position = step.position;
    }
    await terminal.print(json ? JSON.stringify({ products }) : `${products} products stored for lists and searches.`);
  });
}
