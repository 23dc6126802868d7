import type { Interleaving } from '../interleavings/interleaving';

/** One change of one source file; `find` stands there exactly once, or the control itself has failed. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A bug that somebody could make tomorrow, and how the suite says so. */
export interface PlantedBug {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** what a migration would have forgotten */
  readonly statements?: readonly string[];
  /** who meets whom when it shows */
  readonly provokedBy: readonly Interleaving[];
  /** the sentence by which it is caught */
  readonly complaint: RegExp;
}
