import { withTimeout } from '#platform/timing/with-timeout';
import type { Scenario } from '../scenario';
import { bothWaysRound } from './both-ways';
import { frozenInTheMiddle } from './in-the-middle';
import type { Interleaving } from './interleaving';
import {
  cancelledBeforeItIsSettled,
  commitOnItsWay,
  deadAfterGivingBack,
  deadBeforeTheCommit,
  deadBetweenTwoCommits,
  oneKeyOnTwoInstances,
  waitingForTheLastUnit,
} from './orders-and-deaths';
import { flushedAfterALogout, recoveredAfterALogout } from './revoked';

const LIMIT_MS = 60_000;

const ALL: readonly Interleaving[] = [
  frozenInTheMiddle,
  bothWaysRound,
  deadBeforeTheCommit,
  deadBetweenTwoCommits,
  deadAfterGivingBack,
  oneKeyOnTwoInstances,
  cancelledBeforeItIsSettled,
  commitOnItsWay,
  waitingForTheLastUnit,
  flushedAfterALogout,
  recoveredAfterALogout,
];

/** All of them on one rig, one after the other. */
export const interleavings = of(ALL);

/** The scenario that consists of these interleavings only. */
export function of(some: readonly Interleaving[]): Scenario {
  return {
    name: 'interleavings',
    promise: 'keeps its promises whoever meets whom at the worst moment',
    rig: { variables: { LOCK_LEASE_MS: '500' } },
    async run(rig) {
      const seen = [];
      for (const interleaving of some) {
        // While what the dead have left is late, new orders are refused, and nobody would come to the point.
        if (seen.length > 0) await rig.settled();
        const late = () => new Error(`${interleaving.name}: not over within ${LIMIT_MS / 1000} s`);
        const { books = [], broken = [] } = await withTimeout(LIMIT_MS, interleaving.run(rig), late);
        seen.push({ books, broken: broken.map((complaint) => `${interleaving.name}: ${complaint}`) });
        await rig.heal();
      }
      const verdict = await rig.judge(...seen.flatMap(({ books }) => books));
      return { ...verdict, broken: [...seen.flatMap(({ broken }) => broken), ...verdict.broken] };
    },
  };
}
