import type { Scenario } from './scenario';
import { interleavings } from './interleavings/interleavings';
import { instanceKilled } from './scenarios/instance-killed';

/** All scenarios, in the order in which they run. */
export const scenarios: readonly Scenario[] = [interleavings, instanceKilled];
