import type { Rig, RigOptions, RunResult } from './rig/rig';

/** A sale under one kind of fault. Planted bugs test the scenarios themselves. */
export interface Scenario {
  /** for the command line: `npm run test:faults -- --scenario database-killed` */
  readonly name: string;
  /** what must hold, as the end of a sentence about the shop */
  readonly promise: string;
  readonly rig?: Pick<RigOptions, 'instances' | 'variables' | 'statements' | 'provider'>;
  run(rig: Rig, length: Length): Promise<RunResult>;
}

/** Each scenario multiplies its rounds by it: 1, or 10 with FAULTS=long. */
export type Length = number;

export const length: Length = process.env['FAULTS'] === 'long' ? 10 : 1;
