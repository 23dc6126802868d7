import { parseArgs } from 'node:util';
import { DomainError } from '#platform/domain-error';
import { CommitUnknown } from '#platform/database/errors';
import { type Command, DONE, type Given, Misused, NOT_RUN, Refusal, REFUSED, type Surroundings } from './command';
import { badOption, help, noSuchCommand, overview } from './help';
import { Interrupted } from './interruption';

/** Finds the command that `words` begin with and runs it. Answers the exit code, whatever happens. */
export async function dispatch(
  commands: readonly Command[],
  words: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { terminal } = surroundings;
  try {
    const [written, wantsHelp] = withoutHelp(words);
    const command = commands.find(({ name }) => name.split(' ').every((word, index) => written[index] === word));
    if (command === undefined) {
      await terminal.say(overview(named(written, commands)));
      return wantsHelp ? DONE : NOT_RUN;
    }
    if (wantsHelp) {
      await terminal.say(help(command));
      return DONE;
    }
    return await command.run(read(command, written.slice(command.name.split(' ').length)), surroundings);
  } catch (error) {
    const told = isReaderGone(error) ? new Interrupted('SIGPIPE') : error;
    if (told instanceof Interrupted) {
      if (told.by !== 'SIGPIPE') terminal.tell(told.message);
      return told.exitCode;
    }
    terminal.tell(reason(told));
    return isRefused(told) ? REFUSED : NOT_RUN;
  }
}

/** `help` at the beginning and `--help` anywhere ask for the same; after `--` come names of files. */
function withoutHelp(words: readonly string[]): [written: string[], wantsHelp: boolean] {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const written = words.filter(
    (word, index) => index >= end || !(['--help', '-h'].includes(word) || (index === 0 && word === 'help')),
  );
  return [written, written.length < words.length];
}

/** Those whose names begin with these words: all of them without any. */
function named(written: readonly string[], commands: readonly Command[]): readonly Command[] {
  const found = commands.filter(({ name }) => `${name} `.startsWith([...written, ''].join(' ')));
  if (found.length === 0) throw noSuchCommand(written, commands);
  return found;
}

function read(command: Command, words: readonly string[]): Given {
  const { name, options, operands } = command;
  const [least, most] = operands;
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw badOption(command, error as Error);
  }
  const { values, positionals } = parsed;
  if (positionals.length < least || positionals.length > most) {
    throw new Misused(
      `${positionals.length < least ? 'Something is missing' : 'That is too much'}. See: ${name} --help`,
    );
  }
  // No option of a command may be given more than once.
  return { values: values as Given['values'], operands: positionals };
}

function isReaderGone(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'EPIPE';
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
