import type { CallLog } from '../rig/call-log';
import type { Rig } from '../rig/rig';

export interface Observed {
  /** the calls to be verified against the database */
  readonly logs?: readonly CallLog[];
  /** a sentence for each promise that was not kept */
  readonly broken?: readonly string[];
}

/** Two or three concurrent events at the worst moment, brought about step by step, so that each run is the same. */
export interface Interleaving {
  readonly name: string;
  run(rig: Rig): Promise<Observed>;
}
