import type { Book } from '../rig/book';
import type { Rig } from '../rig/rig';

/** What an interleaving has to say beyond what the judge finds by itself. */
interface Seen {
  readonly books?: readonly Book[];
  /** a sentence for each promise that was not kept */
  readonly broken?: readonly string[];
}

/** Two or three who meet at the worst moment, brought about step by step: it happens each time it is run. */
export interface Interleaving {
  readonly name: string;
  run(rig: Rig): Promise<Seen>;
}
