import { Command, CommanderError, Help } from 'commander';
import { CommitUnknown } from '#platform/database/errors';
import { DomainError } from '#platform/domain-error';
import { CommandRefused, DONE, Interrupted, NOT_RUN, REFUSED } from './command-outcome';
import type { Terminal } from './terminal';

const EXIT_CODES = `
Exit codes: 0 done, 1 refused (nothing was changed; the reason is printed),
2 could not run, 128 plus the signal's number when interrupted (130: Ctrl-C).`;

/** A program that throws instead of exiting, and lists in its help every command with its full name. */
export function createProgram(name: string, terminal: Terminal): Command {
  return new Command(name)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.output.write(text),
      writeErr: (text) => terminal.errors.write(text),
    })
    .configureHelp({
      // The help is wrapped at the width of the terminal: only empty lines end a paragraph.
      commandDescription: (command) => command.description().replace(/(?<!\n)\n(?!\n)/g, ' '),
      subcommandTerm: (command) => [...pathOf(command).slice(1), ...argumentsOf(command)].join(' '),
      formatHelp: (command, help) =>
        Help.prototype.formatHelp.call(
          help,
          command,
          Object.assign(help, { visibleCommands: commandsWithoutSubcommands }),
        ),
    })
    .addHelpText('afterAll', EXIT_CODES);
}

/** Runs the command that `words` name. Resolves to the exit code, whatever happens. */
export async function runProgram(program: Command, words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    for (const command of commandsOf(program)) {
      command.showHelpAfterError(command.commands.length > 0 || `See: ${pathOf(command).join(' ')} --help`);
    }
    const [written, wantsHelp] = withoutHelp(words);
    const command = namedBy(written, program);
    if (command !== undefined && (wantsHelp || command.commands.length > 0)) {
      command.outputHelp();
      return wantsHelp ? DONE : NOT_RUN;
    }
    await program.parseAsync(written, { from: 'user' });
    return DONE;
  } catch (thrown) {
    return report(isBrokenPipe(thrown) ? new Interrupted('SIGPIPE') : thrown, terminal);
  }
}

function report(error: unknown, terminal: Terminal): number {
  // commander has already printed what is wrong.
  if (error instanceof CommanderError) return NOT_RUN;
  if (error instanceof Interrupted) {
    if (error.signal !== 'SIGPIPE') terminal.info(error.message);
    return error.exitCode;
  }
  const reason = reasonOf(error);
  if (reason !== '') terminal.info(reason);
  return isRefused(error) ? REFUSED : NOT_RUN;
}

/** `help` as the first word and `--help` anywhere mean the same; file names come after `--`. */
function withoutHelp(words: readonly string[]): [written: string[], wantsHelp: boolean] {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const written = words.filter(
    (word, index) => index >= end || !(['--help', '-h'].includes(word) || (index === 0 && word === 'help')),
  );
  return [written, written.length < words.length];
}

/** The command, or the group of commands, that these words begin with; undefined when one of them is unknown. */
function namedBy(words: readonly string[], program: Command): Command | undefined {
  let found: Command | undefined = program;
  for (const word of words.filter((each) => !each.startsWith('-'))) {
    if (found === undefined || found.commands.length === 0) break;
    found = found.commands.find((command) => command.name() === word || command.aliases().includes(word));
  }
  return found;
}

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

function commandsWithoutSubcommands(command: Command): Command[] {
  return command.commands.flatMap((each) => (each.commands.length === 0 ? [each] : commandsWithoutSubcommands(each)));
}

function pathOf(command: Command): string[] {
  return [...(command.parent === null ? [] : pathOf(command.parent)), command.name()];
}

function argumentsOf(command: Command): string[] {
  return command.registeredArguments.map((argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );
}

function isBrokenPipe(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === 'EPIPE';
}

function isRefused(error: unknown): boolean {
  return error instanceof CommandRefused || (error instanceof DomainError && error.kind !== 'unavailable');
}

function reasonOf(error: unknown): string {
  if (error instanceof CommitUnknown) {
    return 'The database did not confirm whether the change was stored. Check before you run the command again.';
  }
  return error instanceof Error ? error.message : String(error);
}
