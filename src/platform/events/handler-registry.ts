import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { defineRevision, Revisions } from '#platform/database/revisions';
import type { Transaction } from '#platform/database/transaction';
import type { EventHandler } from './event-handler';

/** A handler of any release that is running or was running, as publishers need to know it. */
export interface RegisteredHandler {
  readonly name: string;
  readonly maxBatch: number;
}

type HandlerState = 'LIVE' | 'DORMANT' | 'RETIRED';

interface HandlerRow {
  readonly name: string;
  readonly event: string;
  readonly max_batch: number;
  readonly state: HandlerState;
}

interface LiveHandlers {
  readonly revision: number;
  readonly byEvent: ReadonlyMap<string, readonly RegisteredHandler[]>;
}

interface Change {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

const REVISION = defineRevision('handlers');

/**
 * The table `event_handlers`: who gets the events that are published from now on, whatever this process knows itself.
 *
 * Publishers use a cached list, which is exact nevertheless (docs/adr/0032): a registration raises the revision of the
 * list in its transaction, and a publishing transaction commits only while the revision is the one of its list.
 *
 *     publisher                                          registration
 *     takes the cached list of revision 7
 *                                                        locks the revision, inserts the handler, raises it to 8
 *     inserts publications by the list, and with COMMIT
 *     compares 7 with the revision under a shared lock:
 *       waits for the registration …                     commits
 *       … and fails: reads list 8 and runs again
 *
 * If the comparison comes first, its lock keeps the registration from committing until the publisher has committed: that
 * event was published before the handler existed.
 */
@Injectable()
export class HandlerRegistry {
  private live: LiveHandlers | undefined;

  constructor(
    private readonly database: Database,
    private readonly revisions: Revisions,
  ) {}

  /**
   * Adds the handlers of this release that the table lacks. Instances call it before they are ready, and every process
   * before it publishes. No other start of any release undoes it: a state changes only from LIVE or DORMANT to RETIRED.
   */
  async register(handlers: readonly EventHandler<unknown>[]): Promise<void> {
    if (changesFor(handlers, await this.database.query<HandlerRow>(ALL_HANDLERS)).length === 0) return;
    await this.database.transaction(async (tx) => {
      // The lock makes registrations run one after the other, and publishers wait for the commit.
      await tx.query('SELECT number FROM revisions WHERE name = ? FOR UPDATE', [REVISION.name]);
      const changes = changesFor(handlers, await tx.query<HandlerRow>(ALL_HANDLERS));
      for (const { sql, parameters } of changes) await tx.execute(sql, parameters);
      if (changes.length > 0) await this.revisions.raise(tx, REVISION);
    });
  }

  /** Makes a dormant handler live, for the whole shop: it gets the events that are published from now on. */
  async activate(name: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query('SELECT number FROM revisions WHERE name = ? FOR UPDATE', [REVISION.name]);
      const sql = `UPDATE event_handlers SET state = 'LIVE' WHERE name = ? AND state = 'DORMANT'`;
      if ((await tx.execute(sql, [name])).affectedRows > 0) await this.revisions.raise(tx, REVISION);
    });
  }

  /** The handlers that must get an event that `tx` publishes. If they change before `tx` commits, `tx` runs again. */
  async handlersOf(tx: Transaction, event: string): Promise<readonly RegisteredHandler[]> {
    const live = (this.live ??= await readLive(tx));
    tx.expectRevision(REVISION.name, live.revision, () => {
      if (this.live === live) this.live = undefined;
    });
    return live.byEvent.get(event) ?? [];
  }
}

const ALL_HANDLERS = 'SELECT name, event, max_batch, state FROM event_handlers';

/** On the connection of the transaction: a second one might not be free. One statement reads one state of both tables. */
async function readLive(tx: Transaction): Promise<LiveHandlers> {
  const rows = await tx.query<{ number: number; name: string | null; event: string; max_batch: number }>(
    `SELECT revisions.number, event_handlers.name, event, max_batch
     FROM revisions LEFT JOIN event_handlers ON state = 'LIVE' WHERE revisions.name = ? ORDER BY event_handlers.name`,
    [REVISION.name],
  );
  const [first] = rows;
  if (first === undefined) throw new Error(`There is no revision of ${REVISION.name}`);
  const byEvent = new Map<string, RegisteredHandler[]>();
  for (const { name, event, max_batch: maxBatch } of rows) {
    if (name !== null) byEvent.set(event, [...(byEvent.get(event) ?? []), { name, maxBatch }]);
  }
  return { revision: first.number, byEvent };
}

function changesFor(handlers: readonly EventHandler<unknown>[], rows: readonly HandlerRow[]): Change[] {
  const registered = new Map(rows.map((row) => [row.name, row]));
  return handlers.flatMap((handler) => {
    const before = handler.formerly.flatMap((name) => registered.get(name) ?? []);
    const replaced = before.filter(({ state }) => state !== 'RETIRED').map(({ name }) => retire(name));
    return [...replaced, ...changesOfOne(handler, registered.get(handler.name), before)];
  });
}

function changesOfOne(
  handler: EventHandler<unknown>,
  row: HandlerRow | undefined,
  before: readonly HandlerRow[],
): Change[] {
  const { name, event, maxBatchSize } = handler;
  if (row === undefined) {
    const sql = 'INSERT INTO event_handlers (name, event, max_batch, state) VALUES (?, ?, ?, ?)';
    return [{ sql, parameters: [name, event.name, maxBatchSize, firstState(handler, before)] }];
  }
  if (row.event !== event.name) throw new Error(`The event handler ${name} is registered for ${row.event} already`);
  const changes: Change[] = [];
  if (handler.retired && row.state !== 'RETIRED') changes.push(retire(name));
  // The lowest limit of all releases: whichever instance takes a publication can handle it at once.
  if (maxBatchSize < row.max_batch) {
    changes.push({ sql: 'UPDATE event_handlers SET max_batch = ? WHERE name = ?', parameters: [maxBatchSize, name] });
  }
  return changes;
}

/** A renamed handler goes on in the state that it had. */
function firstState({ retired, dormant }: EventHandler<unknown>, before: readonly HandlerRow[]): HandlerState {
  if (retired) return 'RETIRED';
  const state = before.find((row) => row.state !== 'RETIRED')?.state;
  return state ?? (dormant ? 'DORMANT' : 'LIVE');
}

function retire(name: string): Change {
  return { sql: `UPDATE event_handlers SET state = 'RETIRED' WHERE name = ?`, parameters: [name] };
}
