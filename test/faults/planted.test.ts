import { join } from 'node:path';
import { of } from './interleavings/interleavings';
import { loginBugs } from './planted/login-bugs';
import { orderBugs } from './planted/order-bugs';
import { buildWith } from './planted/planted-build';
import { stockBugs } from './planted/stock-bugs';
import { play } from './play';
import { closeServices, type Services, openServices } from './rig/services';
import { folder, project, seed } from './run';

const BUG_LIMIT_MS = 180_000;
const GROUND_LIMIT_MS = 120_000;
const bugs = [...stockBugs, ...orderBugs, ...loginBugs];

let ground: Services;

beforeAll(async () => {
  ground = await openServices(join(folder, 'ground'));
}, GROUND_LIMIT_MS);

afterAll(async () => {
  await closeServices(ground);
}, GROUND_LIMIT_MS);

describe('a bug that is planted is caught by name:', () => {
  test.each(bugs.map((bug) => [bug.name, bug] as const))(
    '%s',
    async (_name, bug) => {
      const scenario = of(bug.provokedBy);
      const build = buildWith(bug, project, folder);
      const { broken } = await play(
        { ...scenario, name: bug.name },
        { ground, seed, build, statements: bug.statements },
      );
      expect(broken).toContainEqual(expect.stringMatching(bug.complaint));
    },
    BUG_LIMIT_MS,
  );
});
