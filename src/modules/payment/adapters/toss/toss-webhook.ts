import { z } from 'zod';
import type { RawWebhook, WebhookHint } from '../../domain/provider';

const name = z.string().min(1).max(300);
const about = z.object({ orderId: name, paymentKey: name.nullish(), status: z.string().nullish() });
const webhook = z.union([
  // PAYMENT_STATUS_CHANGED and its relatives carry a payment.
  z.object({ eventType: z.string(), data: about }),
  // DEPOSIT_CALLBACK has no type, and the secret of the account.
  about.extend({ secret: z.string().min(1).max(300) }),
]);

/** Webhooks of payments are not signed: what one says is only a reason to look. */
export function hintOf({ body }: RawWebhook): WebhookHint {
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    return { about: 'NOTHING' };
  }
  const { success, data } = webhook.safeParse(json);
  if (!success) return { about: 'NOTHING' };
  const { orderId: providerOrderId, paymentKey, status } = 'data' in data ? data.data : data;
  return {
    ...{ about: 'PAYMENT', providerOrderId },
    ...(typeof paymentKey === 'string' && { providerKey: paymentKey }),
    ...('secret' in data && { secret: data.secret }),
    ...(status === 'DONE' && { reports: 'CAPTURE' }),
  };
}
