import type { Scenario } from './scenario';
import { interleavings } from './interleavings/interleavings';
import { instanceKilled } from './scenarios/instance-killed';
import { rollingRestart } from './scenarios/rolling-restart';
import { databaseKilled } from './scenarios/database-killed';
import { databaseFrozen } from './scenarios/database-frozen';
import { databaseInDoubt } from './scenarios/database-in-doubt';
import { redisLost } from './scenarios/redis-lost';
import { redisGone } from './scenarios/redis-gone';
import { wiresBroken } from './scenarios/wires-broken';

/** All scenarios, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  interleavings,
  instanceKilled,
  databaseKilled,
  databaseFrozen,
  databaseInDoubt,
  rollingRestart,
  redisLost,
  redisGone,
  wiresBroken,
];
