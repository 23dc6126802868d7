import { report, reportEarlyEnd } from './report';
import { Rig, type RigOptions, type Verdict } from './rig/rig';
import { length, type Scenario } from './scenario';

/** Plays the scenario on a rig of its own and reports how it went, also when it could not be played to its end. */
export async function play(scenario: Scenario, options: RigOptions): Promise<Verdict> {
  let rig: Rig | undefined;
  try {
    rig = await Rig.open({ ...options, ...scenario.rig });
    const verdict = await scenario.run(rig, length);
    report(scenario, rig, verdict);
    return verdict;
  } catch (error) {
    reportEarlyEnd(scenario, options.ground.folder, error as Error);
    throw error;
  } finally {
    await rig?.close();
  }
}
