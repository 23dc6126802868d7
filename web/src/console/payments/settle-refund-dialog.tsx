import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fieldErrors } from '../../api/error-messages';
import { shop } from '../../api/shop';
import { count, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Confirmation } from '../../ui/dialog';
import { Field } from '../../ui/field';
import { toast } from '../../ui/toasts';
import type { Refund } from '../money/payment-views';

const messages = translations({
  ko: {
    handTitle: (amount: string) => `${amount}을 직접 환불했나요?`,
    handWhy: (amount: string) =>
      `고객에게 ${amount}을 이미 돌려준 경우에만 처리해 주세요. 쇼핑몰에서는 더 이상 환불하지 않아요. 되돌릴 수 없어요.`,
    handNote: '메모 (언제, 어떻게 환불했는지)',
    hand: (amount: string) => `${amount} 환불 완료로 처리`,
    handDone: (amount: string) => `${amount}을 직접 환불한 것으로 처리했어요.`,
    pointsTitle: (points: string) => `${points}포인트로 환불할까요?`,
    pointsWhy: (points: string) =>
      `고객에게 ${points}포인트를 지급하고 환불을 완료해요. 결제 수단으로는 환불하지 않아요. 되돌릴 수 없어요.`,
    pointsNote: '메모 (포인트로 환불하는 이유)',
    points: (points: string) => `${points}포인트로 환불`,
    pointsDone: (points: string) => `${points}포인트로 환불했어요.`,
  },
  en: {
    handTitle: (amount: string) => `Mark ${amount} as refunded by hand?`,
    handWhy: (amount: string) =>
      `Only if you have already paid ${amount} back to the customer yourself. The shop will not refund it any more. This cannot be undone.`,
    handNote: 'Note (when and how you paid it back)',
    hand: (amount: string) => `Mark ${amount} as refunded`,
    handDone: (amount: string) => `${amount} marked as refunded by hand.`,
    pointsTitle: (points: string) => `Refund ${points} points?`,
    pointsWhy: (points: string) =>
      `The customer gets ${points} points, and the refund is completed. Nothing goes back to the payment method. This cannot be undone.`,
    pointsNote: 'Note (why it is refunded as points)',
    points: (points: string) => `Refund ${points} points`,
    pointsDone: (points: string) => `${points} points refunded.`,
  },
});

const MAX_NOTE = 500;

export type SettledAs = 'HAND' | 'POINTS';

interface SettleRefundDialogProperties {
  readonly refund: Refund;
  readonly as: SettledAs;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Asks before a refund is ended in another way than through its provider, and for a note about it. */
export function SettleRefundDialog({ refund, as, onClose, onChanged }: SettleRefundDialogProperties): JSX.Element {
  const [note, setNote] = useState('');
  const words = wordsOf(as, refund.amount);
  const settle = async (): Promise<void> => {
    const params = { path: { refundId: refund.refundId } };
    const body = { as, note: note.trim() };
    await answerOf(shop.api.POST('/api/refunds/{refundId}/settle', { params, body }));
    toast(words.done);
    onChanged();
  };
  return (
    <Confirmation title={words.title} action={words.action} onClose={onClose} onConfirm={settle}>
      {(failure) => (
        <>
          <p>{words.why}</p>
          <Field
            label={words.note}
            required
            maxLength={MAX_NOTE}
            lines={3}
            value={note}
            onValue={setNote}
            error={fieldErrors(failure).get('note')}
          />
        </>
      )}
    </Confirmation>
  );
}

interface Words {
  readonly title: string;
  readonly why: string;
  readonly note: string;
  readonly action: string;
  readonly done: string;
}

function wordsOf(as: SettledAs, number: number): Words {
  const amount = as === 'HAND' ? won(number) : count(number);
  return as === 'HAND'
    ? {
        title: messages.handTitle(amount),
        why: messages.handWhy(amount),
        note: messages.handNote,
        action: messages.hand(amount),
        done: messages.handDone(amount),
      }
    : {
        title: messages.pointsTitle(amount),
        why: messages.pointsWhy(amount),
        note: messages.pointsNote,
        action: messages.points(amount),
        done: messages.pointsDone(amount),
      };
}
