import { parseArgs } from 'node:util';
import { DomainError } from '#platform/domain-error';
import { CommitUnknown } from '#platform/database/errors';
import { type Command, type Given, Misused, NOT_RUN, Refusal, REFUSED, type Surroundings } from './command';

const EXIT_CODES = 'Exit codes: 0 done, 1 refused (the reason is told, nothing was changed), 2 could not run.';

/** Finds the command that `words` begin with and runs it. Answers the exit code, whatever happens. */
export async function dispatch(
  commands: readonly Command[],
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { terminal } = surroundings;
  try {
    const command = commands.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
    if (command === undefined) {
      const wanted = words.filter((word) => !word.startsWith('-'));
      if (wanted.length > 0 && !commands.some(({ name }) => name.startsWith(`${wanted.join(' ')} `)))
        throw new Misused(`There is no command \`${wanted.join(' ')}\`.\n\n${overview(commands)}`);
      await terminal.say(overview(commands.filter(({ name }) => `${name} `.startsWith([...wanted, ''].join(' ')))));
      return words.length > 0 && words.some((word) => ['--help', '-h', 'help'].includes(word)) ? 0 : NOT_RUN;
    }
    const given = read(command, words.slice(command.name.split(' ').length));
    if (given === 'help') {
      await terminal.say(help(command));
      return 0;
    }
    return await command.run(given, surroundings);
  } catch (error) {
    terminal.tell(reason(error));
    return isRefused(error) ? REFUSED : NOT_RUN;
  }
}

function read({ name, options, operands: [least, most] }: Command, words: readonly string[]): Given | 'help' {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...words],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new Misused(`${(error as Error).message}\nSee: ${name} --help`);
  }
  const { values, positionals } = parsed;
  if (values['help'] === true) return 'help';
  if (positionals.length < least || positionals.length > most) {
    throw new Misused(
      `${positionals.length < least ? 'Something is missing' : 'That is too much'}. See: ${name} --help`,
    );
  }
  return { values: values, operands: positionals };
}

function overview(commands: readonly Command[]): string {
  const lines = commands.map(({ name, takes, summary }) => `  ${`${name} ${takes}`.trim().padEnd(53)}  ${summary}`);
  return ['Commands, each with --help:', '', ...lines, '', EXIT_CODES].join('\n');
}

function help({ name, takes, summary, details }: Command): string {
  return [`${name} ${takes}`.trim(), '', summary, '', details.trim(), '', EXIT_CODES].join('\n');
}

function isRefused(error: unknown): boolean {
  return error instanceof Refusal || (error instanceof DomainError && error.kind !== 'unavailable');
}

function reason(error: unknown): string {
  if (error instanceof CommitUnknown) {
    return 'The database did not say whether it has stored this. Look, before you do it again.';
  }
  return error instanceof Error ? error.message : String(error);
}
