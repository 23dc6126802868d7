import { Injectable } from '@nestjs/common';
import { ReturnEndings } from '../persistence/return-endings';
import { ReturnQueries, type StoredReturn } from '../persistence/return.queries';
import { ReturnMetrics } from '../return-metrics';

/** How administrators end a return. */
export const RETURN_ENDS = ['COMPLETED', 'REJECTED'] as const;
export type ReturnEnd = (typeof RETURN_ENDS)[number];

@Injectable()
export class EndReturn {
  constructor(
    private readonly returns: ReturnEndings,
    private readonly queries: ReturnQueries,
    private readonly metrics: ReturnMetrics,
  ) {}

  /** @throws DomainError RETURN_NOT_FOUND, DELIVERY_STATUS_INVALID */
  async execute(returnId: number, end: ReturnEnd): Promise<StoredReturn> {
    const state = end === 'COMPLETED' ? 'RETURNED' : 'REJECTED';
    if (await this.returns.end(returnId, state)) this.metrics.moved(state);
    return this.queries.get(returnId);
  }
}
