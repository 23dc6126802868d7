import { cancelledTheDayAfter, killedInCompletion } from '../interleavings/sales-interleavings';
import type { PlantedBug } from './planted-bug';

const COMPLETION = 'modules/order/persistence/order-completion.ts';
const TRANSITIONS = 'modules/order/persistence/order-transitions.ts';

export const salesBugs: readonly PlantedBug[] = [
  {
    name: 'sales counted outside of the compare-and-set',
    edits: [
      {
        file: COMPLETION,
        find: `      await this.statuses.write(tx, [...completed.values()], 'ORDER_BEFORE', today);
      await markComplete(tx);
      this.sales.add(tx, today, sold);`,
        replace: `      await this.database.transaction((own) => Promise.resolve(this.sales.add(own, today, sold)));
      await this.statuses.write(tx, [...completed.values()], 'ORDER_BEFORE', today);
      await markComplete(tx);`,
      },
    ],
    provokedBy: [killedInCompletion],
    complaint: /^sale\.counted: /,
  },
  {
    name: 'a cancelled order taken off the sales of today',
    edits: [
      {
        file: TRANSITIONS,
        find: 'this.sales.remove(tx, soldOn, lines);',
        replace: 'this.sales.remove(tx, today, lines);',
      },
    ],
    provokedBy: [cancelledTheDayAfter],
    complaint: /^sale\.counted: /,
  },
];
