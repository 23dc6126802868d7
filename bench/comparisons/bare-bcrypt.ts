import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { compare, hash } from 'bcrypt';

/** What checking a password costs where nothing else is done: each POST checks as many as it says, a few at once. */
const AT_ONCE = Math.max(1, availableParallelism() - 1);
const hashed = hash('password123', 10);

async function check(checks: number): Promise<void> {
  const numbers = Array.from({ length: checks }, (_, number) => number).values();
  const checker = async (): Promise<void> => {
    for (const _ of numbers) if (!(await compare('password123', await hashed))) throw new Error('It is the right one');
  };
  await Promise.all(Array.from({ length: AT_ONCE }, checker));
}

createServer((request, response) => {
  const checks = new URL(request.url ?? '', 'http://-').searchParams.get('checks');
  check(Number(checks ?? 0)).then(
    () => response.end(),
    () => response.writeHead(500).end(),
  );
}).listen(Number(process.env['PORT']), '127.0.0.1');
