import type { Rig, RigOptions, Verdict } from './rig/rig';

/** A sale under one kind of fault. The same scenario judges the application and, with bugs planted in it, itself. */
export interface Scenario {
  /** for the command line: `npm run test:faults -- --scenario database-killed` */
  readonly name: string;
  /** what must hold, as a sentence */
  readonly promise: string;
  readonly rig?: Pick<RigOptions, 'instances' | 'variables'>;
  run(rig: Rig, length: Length): Promise<Verdict>;
}

/** How long a run is: each scenario multiplies its rounds by it. 1, or 10 with FAULTS=long. */
export type Length = number;

export const length: Length = process.env['FAULTS'] === 'long' ? 10 : 1;
