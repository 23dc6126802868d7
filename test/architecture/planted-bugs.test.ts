import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loginBugs } from '../faults/planted/login-bugs';
import { orderBugs } from '../faults/planted/order-bugs';
import { stockBugs } from '../faults/planted/stock-bugs';

const SOURCE = join(__dirname, '..', '..', 'src');

/** Whether they are caught is seen by `npm run test:faults -- --planted`, which takes too long for every day. */
describe('a bug that is planted', () => {
  const edits = [...stockBugs, ...orderBugs, ...loginBugs].flatMap((bug) =>
    bug.edits.map(({ file, find }) => [bug.name, file, find] as const),
  );

  it.each(edits)('finds its place in the code: %s, in %s', (_name, file, find) => {
    expect(readFileSync(join(SOURCE, file), 'utf8').split(find)).toHaveLength(2);
  });
});
