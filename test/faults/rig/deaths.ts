import type { Armed } from './armed';
import type { InstanceProcess } from './instance-process';
import { until } from '../../servers/until';

const LIMIT_MS = 20_000;

/** An instance that will die or freeze at a point. */
export interface Trap {
  /** Ends when it has done so just there; throws if it has not. */
  sprung(): Promise<void>;
}

export async function setTrap(victim: InstanceProcess, armed: Armed): Promise<Trap> {
  const what = `the fault did not happen: ${victim.name} came to "${armed.point}", to ${armed.action}`;
  let reached = false;
  victim.reached(armed.point).then(
    () => (reached = true),
    () => undefined,
  );
  await victim.arm(armed);
  const isSo = (): boolean => reached && (armed.action === 'kill' ? !victim.alive : victim.frozen);
  return { sprung: () => until(isSo, { what, limitMs: LIMIT_MS }) };
}

/** Ends when the instance, under load, has died just there. */
export async function killAt(victim: InstanceProcess, where: Omit<Armed, 'action'>): Promise<void> {
  const trap = await setTrap(victim, { ...where, action: 'kill' });
  await trap.sprung();
}

/** What a batch says that is about this product. */
export const aboutProduct = (productId: number): string => `"productId":${productId},`;
