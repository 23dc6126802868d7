import type { Armed, InstanceProcess } from './instance-process';
import { until } from './until';

const LIMIT_MS = 20_000;

/** Ends when the instance has died just there; throws if it has not. */
export async function killAt(victim: InstanceProcess, where: Omit<Armed, 'action'>): Promise<void> {
  await acted(victim, { ...where, action: 'kill' }, () => !victim.alive);
}

/** Ends when the instance has stopped just there; throws if it has not. */
export async function freezeAt(victim: InstanceProcess, where: Omit<Armed, 'action'>): Promise<void> {
  await acted(victim, { ...where, action: 'freeze' }, () => victim.frozen);
}

async function acted(victim: InstanceProcess, armed: Armed, isSo: () => boolean): Promise<void> {
  const what = `the fault did not happen: ${victim.name} came to "${armed.point}", to ${armed.action}`;
  let reached = false;
  victim.reached(armed.point).then(
    () => (reached = true),
    () => undefined,
  );
  await victim.arm(armed);
  await until(() => reached && isSo(), { what, limitMs: LIMIT_MS });
}
