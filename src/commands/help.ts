import { type Command, Misused } from './command';
import { nearest } from './nearest';

const EXIT_CODES = `Exit codes: 0 done, 1 refused (the reason is told, nothing was changed), 2 could not run,
128 and its number after a signal (130: Ctrl-C).`;

export function overview(commands: readonly Command[]): string {
  const lines = commands.map(({ name, takes, summary }) => `  ${`${name} ${takes}`.trim().padEnd(53)}  ${summary}`);
  return ['Commands, each with --help:', '', ...lines, '', EXIT_CODES].join('\n');
}

export function help({ name, takes, summary, details }: Command): string {
  return [`${name} ${takes}`.trim(), '', summary, '', details.trim(), '', EXIT_CODES].join('\n');
}

/** What somebody hears who wrote words that no command begins with. */
export function noSuchCommand([first = '', second]: readonly string[], commands: readonly Command[]): Misused {
  const said = `There is no command \`${second === undefined ? first : `${first} ${second}`}\`.`;
  const meant = nearestName(first, second, commands) ?? nearestName(second ?? '', first, commands);
  if (meant !== undefined && meant !== first)
    return new Misused(`${said} Did you mean \`${meant}\`?\nAll of them: help`);
  const near = commands.filter(({ name }) => name.split(' ')[0] === meant);
  return new Misused(`${said}\n\n${overview(near.length > 0 ? near : commands)}`);
}

/** Word by word: a command, or at least what it is about. */
function nearestName(first: string, second: string | undefined, commands: readonly Command[]): string | undefined {
  const names = commands.map(({ name }) => name.split(' '));
  const thing = nearest(
    first,
    names.map(([about = '']) => about),
  );
  const verbs = names.flatMap(([about, verb]) => (about === thing && verb !== undefined ? [verb] : []));
  const verb = second === undefined ? undefined : nearest(second, verbs);
  return thing === undefined || verb === undefined ? thing : `${thing} ${verb}`;
}

/** What `parseArgs` says of an option, without its advice on files whose names begin with a hyphen. */
export function badOption({ name, options }: Command, error: Error): Misused {
  const [, written = ''] = /'--([^' ]+)/.exec(error.message) ?? [];
  const meant = written in options ? undefined : nearest(written, Object.keys(options));
  const said = error.message.split('. ')[0] ?? '';
  return new Misused(`${said}.${meant === undefined ? '' : ` Did you mean --${meant}?`}\nSee: ${name} --help`);
}
