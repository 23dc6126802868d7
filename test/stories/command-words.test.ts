import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Terminal } from '../../src/commands/terminal';
import { command, type Outcome } from '../support/command-line';

/** None of these comes so far that it would need a database. */
const run = (words: string): Promise<Outcome> => command('none', words.split(' '));

const CREATE = 'admin create --email boss@example.com --name Boss';

describe('an operator who asks how', () => {
  it.each(['help', '--help', '-h', 'help --help'])(
    'is told of every command by `%s`, and of each by itself',
    async (words) => {
      const all = await run(words);
      expect(all).toMatchObject({ code: 0, errors: '' });
      const names = [...all.output.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) /gm)].map(([, name = '']) => name);
      expect(names).toHaveLength(10);
      for (const name of names) {
        const ways = [`help ${name}`, `${name} --help`, `--help ${name}`, `${name} --bogus -h`];
        const told = await Promise.all(ways.map(run));
        expect(new Set(told.map(({ output }) => output)).size).toBe(1);
        expect(told[0]?.output.startsWith(name)).toBe(true);
        expect(told[0]?.output).toContain('Exit codes: 0 done, 1 refused');
        expect(told.every(({ code, errors }) => code === 0 && errors === '')).toBe(true);
      }
    },
  );

  it('sees the commands about one thing when he names it', async () => {
    const told = await run('help products');
    expect(told.output.match(/^ {2}[a-z]+ [a-z]+/gm)).toEqual(['  products export', '  products import']);
    expect(told.code).toBe(0);
    expect(await run('products')).toEqual({ ...told, code: 2 });
  });

  it('hears what there is when he says nothing, and that nothing was done', async () => {
    const told = await command('none', []);
    expect(told).toEqual({ ...(await run('help')), code: 2 });
  });

  it.each([
    ['prodcts import shop.csv', 'products import'],
    ['stocks import shop.csv --mode reset', 'stock import'],
    ['import products shop.csv', 'products import'],
    ['roles set --role admin', 'role set'],
    ['audti', 'audit'],
    ['delivery', 'event_publications'],
    ['help admn create', 'admin create'],
  ])('is told, when he writes `%s`, that he may have meant `%s`', async (words, meant) => {
    const told = await run(words);
    expect(told).toMatchObject({ code: 2, output: '' });
    expect(told.errors).toContain(`Did you mean \`${meant}\`?`);
  });

  it('is told what there is about the thing that he names, and all there is when he may have meant anything', async () => {
    const burnt = await run('products burn');
    expect(burnt).toMatchObject({ code: 2, output: '' });
    expect(burnt.errors).toBe(`There is no command \`products burn\`.\n\n${(await run('help products')).output}`);
    expect((await run('sell everything')).errors).toContain((await run('help')).output);
  });

  it.each([
    [`${CREATE} --emial x`, "Unknown option '--emial'. Did you mean --email?"],
    [`${CREATE} --colour x`, "Unknown option '--colour'.\nSee: admin create --help"],
    ['role set --email', "Option '--email <value>' argument missing.\nSee: role set --help"],
    ['products import', 'Something is missing. See: products import --help'],
    ['products import a.csv b.csv', 'That is too much. See: products import --help'],
    ['prune --json --jsno', "Unknown option '--jsno'. Did you mean --json?"],
  ])('is told, when he writes `%s`, what is wrong with it', async (words, reason) => {
    const told = await run(words);
    expect(told).toMatchObject({ code: 2, output: '' });
    expect(told.errors).toContain(reason);
  });

  it('may name a file as an option is named', async () => {
    expect(await run('products import -- --help')).toMatchObject({ errors: expect.stringContaining('cannot be used') });
  });
});

describe('a password that somebody types', () => {
  const never = new AbortController().signal;

  /** What is read of these keys, what was shown, and whether the terminal showed keys again in the end. */
  const typed = async (keys: string, interruption = never) => {
    const raw: boolean[] = [];
    const setRawMode = (mode: boolean): number => raw.push(mode);
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
    const errors = new PassThrough();
    const terminal = new Terminal(input as never, new PassThrough(), errors);
    input.write(keys);
    const secret = await terminal.secret('Password', interruption).catch((error: Error) => error.message);
    errors.end();
    return { secret, shown: await text(errors), isShownAgain: raw.at(-1) === false, isOver: input.destroyed };
  };
  const asked = { isShownAgain: true, isOver: true, shown: 'Password: \nAgain: \n' };

  it.each([
    ['as it is', 'password123\rpassword123\r'],
    ['with letters that are rubbed out', 'paxx\u007f\bssword123\rpassword123\r'],
    ['begun anew', 'wrong\u0015password123\rpassword123\u0004'],
  ])('is read %s, twice, and never shown', async (_, keys) => {
    expect(await typed(keys)).toEqual({ ...asked, secret: 'password123' });
  });

  it('is not taken when it was typed differently the second time', async () => {
    expect(await typed('password123\rpassword124\r')).toEqual({
      ...asked,
      secret: expect.stringContaining('different'),
    });
  });

  it('is given up by Ctrl-C, or when the process is told to end', async () => {
    const shown = 'Password: \n';
    expect(await typed('pass\u0003')).toEqual({ ...asked, shown, secret: 'Interrupted.' });
    const told = AbortSignal.timeout(1);
    expect(await typed('pass', told)).toEqual({ ...asked, shown, secret: expect.stringContaining('timeout') });
  });

  it('is, when it is piped in, the first line, as it is, and what comes later is not waited for', async () => {
    const input = new PassThrough();
    input.write('pass\u007fword 123\r\nsomething else');
    const terminal = new Terminal(input, new PassThrough(), new PassThrough());
    expect(await terminal.secret('Password', never)).toBe('pass\u007fword 123');
  });
});

describe('a bar that shows how far an import has come', () => {
  it('leaves Ctrl-C to the command', () => {
    const before = process.listenerCount('SIGINT');
    const errors = Object.assign(new PassThrough(), { isTTY: true });
    const progress = new Terminal(new PassThrough(), new PassThrough(), errors).progress('Importing', 10);
    expect(process.listenerCount('SIGINT')).toBe(before);
    progress.to(5);
    progress.end();
    expect(String(errors.read())).toContain('Importing');
  });
});
