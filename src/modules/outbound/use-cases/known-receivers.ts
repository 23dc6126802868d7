import { Injectable } from '@nestjs/common';
import { Config } from '#platform/config/config';
import type { Transaction } from '#platform/database/transaction';
import type { EventType } from '../domain/outbound-event';
import { type Receiver, Receivers } from '../persistence/receivers';

/** Who is told what, remembered: asked for each fact, read once a second. */
@Injectable()
export class KnownReceivers {
  private known: readonly Receiver[] | undefined;

  constructor(
    private readonly config: Config,
    private readonly receivers: Receivers,
  ) {}

  /** Those that this instance may send to: all webhooks, and Kafka if it is configured. */
  async read(tx?: Transaction): Promise<readonly Receiver[]> {
    const all = await this.receivers.all(tx);
    this.known = all.filter(({ kind }) => kind === 'WEBHOOK' || this.config.kafka !== undefined);
    return this.known;
  }

  /** Reads them with `tx` where nobody has yet, as in a process that never starts to send. */
  async idsFor(types: ReadonlySet<EventType>, tx: Transaction): Promise<ReadonlyMap<EventType, readonly number[]>> {
    const known = this.known ?? (await this.read(tx));
    return new Map(
      [...types].map((type) => [
        type,
        known.filter(({ eventTypes }) => eventTypes.includes(type)).map(({ receiverId }) => receiverId),
      ]),
    );
  }

  /** Nobody wants anything: known without looking at what has happened. */
  get isNobody(): boolean {
    return this.known?.length === 0;
  }
}
