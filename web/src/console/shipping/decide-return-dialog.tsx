import { answerOf, ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { shop } from '../../api/shop';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Confirmation } from '../../ui/dialog';
import { toast } from '../../ui/toasts';
import { refundOf } from '../parcels/return-lines';
import type { Return } from '../parcels/shipping-views';

const messages = translations({
  ko: {
    completeTitle: (id: number) => `반품 ${id}번을 완료할까요?`,
    units: (units: string) => `상품 ${units}개가 재고에 다시 더해져요.`,
    both: (money: string, points: string) =>
      `고객에게 ${money}을 환불하고 ${points}포인트를 돌려줘요. 되돌릴 수 없어요.`,
    money: (money: string) => `고객에게 ${money}을 환불해요. 되돌릴 수 없어요.`,
    points: (points: string) => `고객에게 ${points}포인트를 돌려줘요. 되돌릴 수 없어요.`,
    nothing: '돌려줄 금액은 없어요. 되돌릴 수 없어요.',
    complete: '반품 완료',
    completed: (id: number) => `반품 ${id}번을 완료했어요.`,
    rejectTitle: (id: number) => `반품 ${id}번을 거절할까요?`,
    rejectWhy: '고객에게 반품 거절로 표시돼요. 환불하지 않고, 재고도 늘지 않아요. 되돌릴 수 없어요.',
    wasCompleted: (id: number) => `반품 ${id}번은 이미 완료되어 거절하지 않았어요.`,
    wasRejected: (id: number) => `반품 ${id}번은 이미 거절되어 완료하지 않았어요.`,
    reject: '반품 거절',
    rejected: (id: number) => `반품 ${id}번을 거절했어요.`,
  },
  en: {
    completeTitle: (id: number) => `Complete return ${id}?`,
    units: (units: string) => (units === '1' ? '1 item goes back into stock.' : `${units} items go back into stock.`),
    both: (money: string, points: string) =>
      `The customer gets ${money} refunded, and ${points} points back. This cannot be undone.`,
    money: (money: string) => `The customer gets ${money} refunded. This cannot be undone.`,
    points: (points: string) => `The customer gets ${points} points back. This cannot be undone.`,
    nothing: 'There is nothing to refund. This cannot be undone.',
    complete: 'Complete return',
    completed: (id: number) => `Return ${id} completed.`,
    rejectTitle: (id: number) => `Reject return ${id}?`,
    rejectWhy:
      'The customer sees that it was rejected. Nothing is refunded, and nothing goes back into stock. This cannot be undone.',
    wasCompleted: (id: number) => `Return ${id} had already been completed, so it was not rejected.`,
    wasRejected: (id: number) => `Return ${id} had already been rejected, so it was not completed.`,
    reject: 'Reject return',
    rejected: (id: number) => `Return ${id} rejected.`,
  },
});

export type ReturnDecision = 'COMPLETED' | 'REJECTED';

interface DecideReturnDialogProperties {
  readonly returned: Return;
  readonly decision: ReturnDecision;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Asks before a return is completed or rejected, and says what goes back to the customer. */
export function DecideReturnDialog(properties: DecideReturnDialogProperties): JSX.Element {
  const { returned, decision, onClose, onChanged } = properties;
  const { returnId, items } = returned;
  const isCompleted = decision === 'COMPLETED';
  const decide = async (): Promise<void> => {
    const params = { path: { returnId }, query: { status: decision } };
    try {
      await answerOf(shop.api.PATCH('/api/returns/{returnId}/status', { params }));
      toast(isCompleted ? messages.completed(returnId) : messages.rejected(returnId));
    } catch (error) {
      // The list shows next what another administrator, or the clock, has decided.
      if (!(error instanceof ShopError) || error.code !== 'DELIVERY_STATUS_INVALID') throw error;
      toast(isCompleted ? messages.wasRejected(returnId) : messages.wasCompleted(returnId));
    }
    onChanged();
  };
  return (
    <Confirmation
      title={isCompleted ? messages.completeTitle(returnId) : messages.rejectTitle(returnId)}
      action={isCompleted ? messages.complete : messages.reject}
      onClose={onClose}
      onConfirm={decide}
    >
      {isCompleted ? (
        <>
          <p>{messages.units(count(items.reduce((sum, { quantity }) => sum + quantity, 0)))}</p>
          <p>{refundText(items)}</p>
        </>
      ) : (
        <p>{messages.rejectWhy}</p>
      )}
    </Confirmation>
  );
}

function refundText(items: Return['items']): string {
  const { money, points } = refundOf(items);
  if (money > 0 && points > 0) return messages.both(won(money), count(points));
  if (money > 0) return messages.money(won(money));
  return points > 0 ? messages.points(count(points)) : messages.nothing;
}
