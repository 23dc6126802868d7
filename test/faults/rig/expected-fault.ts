import type { PointFault } from './fault-points';
import type { InstanceProcess } from './instance-process';
import type { Rig } from './rig';
import { until } from '../../servers/until';

const LIMIT_MS = 20_000;
/** A poller comes to a point only when something is due, every few seconds, and 10 s after the instance before it has died. */
const POLLED_LIMIT_MS = 60_000;

/** A fault at a point that the instance will reach. */
export interface ExpectedFault {
  /** Resolves when it has happened at that point; throws if it has not in time. */
  happened(): Promise<void>;
}

export async function expectFault(victim: InstanceProcess, fault: PointFault): Promise<ExpectedFault> {
  const what = `the fault did not happen: ${fault.action} ${victim.name} at "${fault.point}"`;
  let reached = false;
  victim.reached(fault.point).then(
    () => (reached = true),
    () => undefined,
  );
  await victim.inject(fault);
  const isSo = (): boolean => reached && (fault.action === 'kill' ? !victim.alive : victim.frozen);
  return { happened: () => until(isSo, { what, limitMs: LIMIT_MS }) };
}

/** Resolves when the instance, under load, has died at this point. */
export async function killAt(victim: InstanceProcess, where: Omit<PointFault, 'action'>): Promise<void> {
  const fault = await expectFault(victim, { ...where, action: 'kill' });
  await fault.happened();
}

/** An instance dies at this point, whichever comes to it first, and is started again. */
export async function killOneAt(rig: Rig, where: Omit<PointFault, 'action'>): Promise<void> {
  await Promise.all(rig.instances.map((instance) => instance.inject({ ...where, action: 'kill' })));
  const what = `the fault did not happen: kill at "${where.point}"`;
  await until(() => rig.instances.some(({ alive }) => !alive), { what, limitMs: POLLED_LIMIT_MS });
  rig.note(`an instance killed at: ${where.point}`);
  await rig.heal();
}
