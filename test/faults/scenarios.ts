import type { Scenario } from './scenario';
import { instanceKilled } from './scenarios/instance-killed';

/** All scenarios, in the order in which they run. */
export const scenarios: readonly Scenario[] = [instanceKilled];
