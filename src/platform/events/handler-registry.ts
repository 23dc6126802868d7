import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { defineRevision } from '#platform/database/revisions';
import { type Statement, type Transaction, UnexpectedRowCount } from '#platform/database/transaction';
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

const REVISION = defineRevision('handlers');
/** Each failed attempt means that another instance has just registered its handlers. */
const MAX_ATTEMPTS = 20;

/**
 * The table `event_handlers`: who gets the events that are published from now on, whatever this process knows itself.
 *
 * Publishers use a cached list, which is exact nevertheless (docs/adr/0032): a registration raises the revision of the
 * list in its transaction, and a publishing transaction commits only while the revision is the one of its list.
 *
 *     publisher                                          registration
 *     takes the cached list of revision 7
 *                                                        raises the revision to 8, inserts the handler
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
  private readonly log = new Logger(HandlerRegistry.name);
  private live: LiveHandlers | undefined;

  constructor(private readonly database: Database) {}

  /**
   * Adds the handlers of this release that the table lacks. Instances call it before they are ready, and every process
   * before it publishes. No other start of any release undoes it: here a state changes only to RETIRED.
   */
  async register(handlers: readonly EventHandler<unknown>[]): Promise<void> {
    const rows = await this.change((before) => changesFor(handlers, before));
    const retired = new Set(rows.filter(({ state }) => state === 'RETIRED').map(({ name }) => name));
    for (const { name } of handlers.filter((handler) => !handler.retired && retired.has(handler.name))) {
      this.log.warn({ msg: 'Another release has retired this event handler: it gets no new events', handler: name });
    }
  }

  /** Makes a dormant handler live, for the whole shop: it gets the events that are published from now on. */
  async activate(name: string): Promise<void> {
    const sql = `UPDATE event_handlers SET state = 'LIVE' WHERE name = ?`;
    await this.change((rows) =>
      rows.some((row) => row.name === name && row.state === 'DORMANT') ? [{ sql, parameters: [name] }] : [],
    );
  }

  /** Makes a live handler dormant, for the whole shop: what is published from now on is not for it. */
  async deactivate(name: string): Promise<void> {
    const sql = `UPDATE event_handlers SET state = 'DORMANT' WHERE name = ?`;
    await this.change((rows) =>
      rows.some((row) => row.name === name && row.state === 'LIVE') ? [{ sql, parameters: [name] }] : [],
    );
  }

  /** undefined: it is not registered */
  async stateOf(name: string): Promise<HandlerState | undefined> {
    const [row] = await this.database.query<HandlerRow>('SELECT state FROM event_handlers WHERE name = ?', [name]);
    return row?.state;
  }

  /** The handlers that must get an event that `tx` publishes. If they change before `tx` commits, `tx` runs again. */
  async handlersOf(tx: Transaction, event: string): Promise<readonly RegisteredHandler[]> {
    const live = (this.live ??= await readLive(tx));
    tx.expectRevision(REVISION.name, live.revision, () => {
      if (this.live === live) this.live = undefined;
    });
    return live.byEvent.get(event) ?? [];
  }

  /**
   * Makes the changes if nothing has changed since the rows were read, else reads them again. All is sent in one packet
   * with COMMIT: a process that freezes meanwhile does not hold the lock that publishers wait for.
   */
  private async change(
    changesOf: (rows: readonly HandlerRow[]) => readonly Statement[],
  ): Promise<readonly HandlerRow[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.transaction(async (tx) => {
          const { revision, rows } = await readAll(tx);
          const changes = changesOf(rows);
          if (changes.length > 0) {
            tx.deferExpecting(1, 'UPDATE revisions SET number = number + 1 WHERE name = ? AND number = ?', [
              REVISION.name,
              revision,
            ]);
          }
          for (const { sql, parameters } of changes) tx.defer(sql, parameters);
          return rows;
        });
      } catch (error) {
        if (!(error instanceof UnexpectedRowCount) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }
}

/** On the connection of the transaction: a second one might not be free. One statement reads one state of both tables. */
async function readAll(tx: Transaction): Promise<{ readonly revision: number; readonly rows: readonly HandlerRow[] }> {
  const joined = await tx.query<{ number: number } & (HandlerRow | { name: null })>(
    `SELECT revisions.number, event_handlers.name, event, max_batch, state
     FROM revisions LEFT JOIN event_handlers ON TRUE WHERE revisions.name = ? ORDER BY event_handlers.name`,
    [REVISION.name],
  );
  const [first] = joined;
  if (first === undefined) throw new Error(`There is no revision of ${REVISION.name}`);
  return { revision: first.number, rows: joined.filter((row) => row.name !== null) };
}

async function readLive(tx: Transaction): Promise<LiveHandlers> {
  const { revision, rows } = await readAll(tx);
  const byEvent = new Map<string, RegisteredHandler[]>();
  for (const { name, event, max_batch: maxBatch } of rows.filter(({ state }) => state === 'LIVE')) {
    byEvent.set(event, [...(byEvent.get(event) ?? []), { name, maxBatch }]);
  }
  return { revision, byEvent };
}

/** @throws Error when a handler is registered in a way that would leave it without events */
function changesFor(handlers: readonly EventHandler<unknown>[], rows: readonly HandlerRow[]): Statement[] {
  const registered = new Map(rows.map((row) => [row.name, row]));
  return handlers.flatMap((handler) => {
    const before = handler.formerly.flatMap((name) => registered.get(name) ?? []);
    const replaced = handler.formerly.flatMap((name) => retirement(name, registered.get(name), handler));
    return [...replaced, ...changesOfOne(handler, registered.get(handler.name), before)];
  });
}

function changesOfOne(
  handler: EventHandler<unknown>,
  row: HandlerRow | undefined,
  before: readonly HandlerRow[],
): Statement[] {
  const { name, event, maxBatchSize } = handler;
  if (row === undefined) return [insertion(name, handler, firstState(handler, before))];
  if (row.event !== event.name) throw new Error(`The event handler ${name} is registered for ${row.event} already`);
  if (row.state === 'RETIRED' && before.some(({ state }) => state !== 'RETIRED')) {
    throw new Error(`The event handler ${name} was retired: a renamed one needs a name that was never used`);
  }
  const changes = handler.retired ? retirement(name, row, handler) : [];
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

/** Also where the name is not registered yet: an older release may still start, and would make it live. */
function retirement(name: string, row: HandlerRow | undefined, handler: EventHandler<unknown>): Statement[] {
  if (row === undefined) return [insertion(name, handler, 'RETIRED')];
  if (row.state === 'RETIRED') return [];
  return [{ sql: `UPDATE event_handlers SET state = 'RETIRED' WHERE name = ?`, parameters: [name] }];
}

function insertion(name: string, { event, maxBatchSize }: EventHandler<unknown>, state: HandlerState): Statement {
  const sql = 'INSERT INTO event_handlers (name, event, max_batch, state) VALUES (?, ?, ?, ?)';
  return { sql, parameters: [name, event.name, maxBatchSize, state] };
}
