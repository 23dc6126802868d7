import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Terminal } from '#platform/cli/terminal';
import { command, type Outcome } from '../support/command-line';

/** None of these commands opens a database. */
const run = (words: string): Promise<Outcome> => command('none', words.split(' '));

/** The names of the commands that a help text lists. */
const listed = (help: string): string[] =>
  [...help.matchAll(/^ {2}((?:[a-z]+-)?[a-z]+(?: [a-z]+)?) /gm)].map(([, name = '']) => name);

const CREATE = 'admin create --email boss@example.com --name Boss';

describe('the help of the commands', () => {
  it.each(['help', '--help', '-h', 'help --help'])(
    '`%s` lists every command, and each has a help of its own',
    async (words) => {
      const all = await run(words);
      expect(all).toMatchObject({ code: 0, errors: '' });
      const names = listed(all.output);
      expect(names).toHaveLength(17);
      for (const name of names) {
        const requests = [`help ${name}`, `${name} --help`, `--help ${name}`, `${name} --bogus -h`];
        const helps = await Promise.all(requests.map(run));
        expect(new Set(helps.map(({ output }) => output)).size).toBe(1);
        expect(helps[0]?.output.replaceAll(/\|[a-z]+/g, '').startsWith(`Usage: hotdeal ${name} `)).toBe(true);
        expect(helps[0]?.output).toContain('Exit codes: 0 done, 1 refused');
        expect(helps.every(({ code, errors }) => code === 0 && errors === '')).toBe(true);
      }
    },
  );

  it('lists the commands of a group when the group is named', async () => {
    const help = await run('help products');
    expect(listed(help.output)).toEqual(['products export', 'products import']);
    expect(help.code).toBe(0);
    expect(await run('products')).toEqual({ ...help, code: 2 });
  });

  it('is printed with exit code 2 when no command is given', async () => {
    expect(await command('none', [])).toEqual({ ...(await run('help')), code: 2 });
  });

  it.each([
    ['prodcts import shop.csv', 'products'],
    ['products imprt shop.csv', 'import'],
    ['stocks import shop.csv --mode reset', 'stock'],
    ['roles set --role admin', 'role'],
    ['audti', 'audit'],
    ['verfiy', 'verify'],
    ['delivery', 'deliveries'],
    ['help admn create', 'admin'],
  ])('suggests a command when `%s` names an unknown one', async (words, suggested) => {
    const refused = await run(words);
    expect(refused).toMatchObject({ code: 2, output: '' });
    expect(refused.errors).toContain(`(Did you mean ${suggested}?)`);
  });

  it('follows the error for an unknown command: that of its group, or that of all', async () => {
    const burnt = await run('products burn');
    expect(burnt).toMatchObject({ code: 2, output: '' });
    expect(burnt.errors).toBe(`error: unknown command 'burn'\n\n${(await run('help products')).output}`);
    for (const words of ['sell everything', 'import products shop.csv']) {
      const unknown = await run(words);
      expect(unknown).toMatchObject({ code: 2, output: '' });
      expect(unknown.errors).toContain((await run('help')).output);
    }
  });

  it.each([
    [`${CREATE} --emial x`, "unknown option '--emial'\n(Did you mean --email?)"],
    [`${CREATE} --colour x`, "unknown option '--colour'\nSee: hotdeal admin create --help"],
    ['role set --email', "option '--email <e-mail>' argument missing\nSee: hotdeal role set --help"],
    ['admin create --email boss@example.com --name= ', "option '--name <name>' argument '' is invalid"],
    ['products import', "missing required argument 'file'\nSee: hotdeal products import --help"],
    ['products import a.csv b.csv', 'too many arguments'],
    ['prune --json --jsno', "unknown option '--jsno'\n(Did you mean --json?)"],
  ])('is pointed to when `%s` is not a valid command line', async (words, reason) => {
    const refused = await run(words);
    expect(refused).toMatchObject({ code: 2, output: '' });
    expect(refused.errors).toContain(reason);
  });

  it('is not printed for a file called --help', async () => {
    expect(await run('products import -- --help')).toMatchObject({ errors: expect.stringContaining('cannot be used') });
  });
});

describe('the prompt for a password', () => {
  const never = new AbortController().signal;

  /** Types these keys; returns the password, what was shown, and whether the terminal echoes keys again. */
  const typed = async (keys: string, interruption = never) => {
    const raw: boolean[] = [];
    const setRawMode = (mode: boolean): number => raw.push(mode);
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
    const errors = new PassThrough();
    const terminal = new Terminal(input as never, new PassThrough(), errors);
    input.write(keys);
    const secret = await terminal.secret('Password', interruption).catch((error: Error) => error.message);
    errors.end();
    return { secret, shown: await text(errors), isEchoing: raw.at(-1) === false, isClosed: input.destroyed };
  };
  const prompts = { isEchoing: true, isClosed: true, shown: 'Password: \nAgain: \n' };

  it.each([
    ['as it is', 'password123\rpassword123\r'],
    ['with letters that are erased', 'paxx\u007f\bssword123\rpassword123\r'],
    ['with the line erased', 'wrong\u0015password123\rpassword123\u0004'],
  ])('reads it twice, %s, and never shows it', async (_, keys) => {
    expect(await typed(keys)).toEqual({ ...prompts, secret: 'password123' });
  });

  it('refuses it when the second line differs', async () => {
    expect(await typed('password123\rpassword124\r')).toEqual({
      ...prompts,
      secret: expect.stringContaining('different'),
    });
  });

  it('ends at Ctrl-C, or when the process is stopped', async () => {
    const shown = 'Password: \n';
    expect(await typed('pass\u0003')).toEqual({ ...prompts, shown, secret: 'Interrupted.' });
    const ending = AbortSignal.timeout(1);
    expect(await typed('pass', ending)).toEqual({ ...prompts, shown, secret: expect.stringContaining('timeout') });
  });

  it('reads the first line as it is when piped in, without waiting for more', async () => {
    const input = new PassThrough();
    input.write('pass\u007fword 123\r\nsomething else');
    const terminal = new Terminal(input, new PassThrough(), new PassThrough());
    expect(await terminal.secret('Password', never)).toBe('pass\u007fword 123');
  });
});

describe('the progress bar of an import', () => {
  it('does not handle Ctrl-C itself', () => {
    const before = process.listenerCount('SIGINT');
    const errors = Object.assign(new PassThrough(), { isTTY: true });
    const progress = new Terminal(new PassThrough(), new PassThrough(), errors).progress('Importing', 10);
    expect(process.listenerCount('SIGINT')).toBe(before);
    progress.to(5);
    progress.end();
    expect(String(errors.read())).toContain('Importing');
  });
});
