import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { compare, hash } from 'bcrypt';

/** The cost of checking passwords alone: each POST checks as many as its query says, a few concurrently. */
const AT_ONCE = Math.max(1, availableParallelism() - 1);
const hashed = hash('password123', 10);

async function check(checks: number): Promise<void> {
  const numbers = Array.from({ length: checks }, (_, number) => number).values();
  const checker = async (): Promise<void> => {
    for (const _ of numbers)
      if (!(await compare('password123', await hashed))) throw new Error('The password is right');
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
