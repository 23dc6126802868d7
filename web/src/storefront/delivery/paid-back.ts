import type { Payment } from '../../api/views';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import type { PaidBack } from './returnable';

const messages = translations({
  ko: {
    points: (number: string) => `${number}포인트`,
    both: (money: string, points: string) => `${money}과 ${points}`,
  },
  en: {
    points: (number: string) => `${number} points`,
    both: (money: string, points: string) => `${money} and ${points}`,
  },
});

/** What goes back to the buyer, as it was paid; undefined if nothing was. An order that was paid by points gets points. */
export function paidBackText({ money, points }: PaidBack, payment: Payment | null): string | undefined {
  const isPaidByPoints = payment?.method === 'POINTS';
  const inPoints = points + (isPaidByPoints ? money : 0);
  const inMoney = isPaidByPoints ? 0 : money;
  if (inMoney === 0 && inPoints === 0) return undefined;
  if (inMoney === 0) return messages.points(count(inPoints));
  return inPoints === 0 ? won(inMoney) : messages.both(won(inMoney), messages.points(count(inPoints)));
}
