import type { Caller } from '../../support/caller';

/** A failed event as an administrator sees it. */
export interface DeadLetter {
  readonly deliveryId: number;
  readonly reaction: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

export async function deadLettersOf(admin: Caller): Promise<DeadLetter[]> {
  const { body } = await admin.get('/api/admin/failed-events?state=parked&limit=100');
  return (body as { items: DeadLetter[] }).items;
}

/** What an administrator does once the cause is fixed. */
export async function retryDeadLetters(admin: Caller): Promise<void> {
  for (const { deliveryId } of await deadLettersOf(admin))
    await admin.post(`/api/admin/failed-events/${deliveryId}/retry`);
}
