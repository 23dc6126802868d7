import { z } from 'zod';
import type { WebhookHint } from '../../domain/provider';

const event = z.object({
  type: z.string(),
  data: z.object({
    object: z.object({
      client_reference_id: z.string().nullish(),
      metadata: z.record(z.string(), z.string()).nullish(),
    }),
  }),
});
const CAPTURES = ['payment_intent.succeeded', 'charge.captured'];

/** A session, an intent, a charge or a refund: each carries the name that the payment has here. */
export function hintOf(verified: object): WebhookHint {
  const { success, data } = event.safeParse(verified);
  if (!success) return { about: 'NOTHING' };
  const { client_reference_id: reference, metadata } = data.data.object;
  const providerOrderId = reference ?? metadata?.['order'];
  if (providerOrderId === undefined) return { about: 'NOTHING' };
  return { about: 'PAYMENT', providerOrderId, ...(CAPTURES.includes(data.type) && { reports: 'CAPTURE' }) };
}
