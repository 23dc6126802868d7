import { join } from 'node:path';
import { folder, play, project, seed } from './play';
import { closeServices, type Services, openServices } from './rig/services';
import { length } from './scenario';
import { scenarios } from './scenarios';

/** On an idle machine none takes half of that; `points-rush` took 299 s beside other work (load 13, 2026-11-30). */
const SCENARIO_LIMIT_MS = 600_000;
/** A new database takes 4 s to create its tables on an idle machine, and half a minute on a busy one. */
const SERVICES_LIMIT_MS = 120_000;

let services: Services;

beforeAll(async () => {
  services = await openServices(join(folder, 'services'));
}, SERVICES_LIMIT_MS);

afterAll(async () => {
  await closeServices(services);
}, SERVICES_LIMIT_MS);

describe('under faults, the shop', () => {
  test.each(scenarios.map((scenario) => [scenario.promise, scenario.name, scenario] as const))(
    '%s (%s)',
    async (_promise, _name, scenario) => {
      const { broken } = await play(scenario, { services, seed, build: project });
      expect(broken).toEqual([]);
    },
    SCENARIO_LIMIT_MS * length,
  );
});
