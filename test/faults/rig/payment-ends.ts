import { setTimeout as pause } from 'node:timers/promises';
import type { Rig } from './rig';

const ROUNDS = 120;
const PAUSE_MS = 1_000;
/** At first what has died is only looked at, so that it can go on. */
const LOOKS_BEFORE = 3;
/** After that, nothing can be confirmed that no one has confirmed before. */
const PAGE_LIMIT_MS = 31 * 60_000;

/** Attempts whose end is not known, and what is still to be paid back. */
const OPEN = `
  SELECT (SELECT COUNT(*) FROM payments WHERE provider <> 'points'
      AND (state IN ('REQUESTED', 'CONFIRMING', 'WAITING_FOR_DEPOSIT') OR resolve_at IS NOT NULL
        OR state = 'CAPTURED' AND outcome IS NULL))
    + (SELECT COUNT(*) FROM refunds WHERE state = 'DUE') AS open`;

/**
 * Ends all faults, then lets the time pass that payments, reservations and refunds may take: nothing that was begun is left
 * open, and nothing has to be waited for.
 * @returns how many payments had which outcome, and how many orders were replaced
 */
export async function endPayments(rig: Rig): Promise<Record<string, number>> {
  await rig.heal();
  for (let round = 0; round < ROUNDS; round++) {
    const [row] = await rig.query<{ open: number | string }>(OPEN);
    if (Number(row?.open) === 0) break;
    if (round === LOOKS_BEFORE) await rig.provider.passTime(PAGE_LIMIT_MS);
    // Where it is the victim of a deadlock with the shop, the next round repeats it.
    await passTime(rig, round >= LOOKS_BEFORE).catch(() => undefined);
    await pause(PAUSE_MS);
  }
  const rows = await rig.query<{ outcome: string; payments: number }>(
    'SELECT outcome, COUNT(*) AS payments FROM payments WHERE outcome IS NOT NULL GROUP BY outcome',
  );
  const [replaced] = await rig.query<{ orders: number }>('SELECT COUNT(order_id) AS orders FROM order_replacements');
  return {
    ...Object.fromEntries(rows.map(({ outcome, payments }) => [outcome.toLowerCase(), payments])),
    replaced: replaced?.orders ?? 0,
  };
}

/** What is waited for is due now; with `forGood`, also the end of everything that no one has finished. */
async function passTime(rig: Rig, forGood: boolean): Promise<void> {
  if (forGood) await rig.query('UPDATE order_reservations SET reserved_until = NOW(3), reserve_limit = NOW(3)');
  await rig.query(
    `UPDATE payments SET resolve_at = NOW(3), sent_at = sent_at - INTERVAL 1 MINUTE,
       expires_at = IF(?, LEAST(expires_at, NOW(3)), expires_at),
       deposit_seen_at = deposit_seen_at - INTERVAL 4 MINUTE, approved_at = approved_at - INTERVAL 30 MINUTE
     WHERE provider <> 'points' AND resolve_at IS NOT NULL`,
    [forGood],
  );
  await rig.query(`UPDATE refunds SET resolve_at = NOW(3) WHERE state = 'DUE'`);
}

/** Every one of these must have happened, or the scenario has proved nothing. */
export function missing(figures: Readonly<Record<string, number>>, ...names: readonly string[]): string[] {
  return names.flatMap((name) => ((figures[name] ?? 0) > 0 ? [] : [`the fault did not happen: ${name}`]));
}
