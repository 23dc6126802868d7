import type { Interleaving } from '../interleavings/interleaving';

/** One change of one source file, which contains `find` exactly once. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that a later change could make, and the complaint by which the suite detects it. */
export interface PlantedBug {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** changes of the schema, as if a migration had forgotten something */
  readonly statements?: readonly string[];
  /** the interleavings in which the bug shows */
  readonly provokedBy: readonly Interleaving[];

  readonly complaint: RegExp;
}
