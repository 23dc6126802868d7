import { join } from 'node:path';
import { play } from './play';
import { closeServices, type Services, openServices } from './rig/services';
import { length } from './scenario';
import { scenarios } from './scenarios';
import { folder, project, seed } from './run';

const SCENARIO_LIMIT_MS = 180_000;
/** A new database takes 4 s to make its tables on a machine at rest, and half a minute on a busy one. */
const GROUND_LIMIT_MS = 120_000;

let ground: Services;

beforeAll(async () => {
  ground = await openServices(join(folder, 'ground'));
}, GROUND_LIMIT_MS);

afterAll(async () => {
  await closeServices(ground);
}, GROUND_LIMIT_MS);

describe('under faults, the shop', () => {
  test.each(scenarios.map((scenario) => [scenario.promise, scenario.name, scenario] as const))(
    '%s (%s)',
    async (_promise, _name, scenario) => {
      const { broken } = await play(scenario, { ground, seed, build: project });
      expect(broken).toEqual([]);
    },
    SCENARIO_LIMIT_MS * length,
  );
});
