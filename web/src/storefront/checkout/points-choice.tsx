import type { JSX } from 'preact';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { useDebouncedText } from '../../ui/debounced-text';
import { Field } from '../../ui/field';

const messages = translations({
  ko: {
    title: '포인트',
    amount: '사용할 포인트',
    available: (points: string) => `사용 가능 ${points}포인트`,
    all: '전액 사용',
    none: '사용 안 함',
  },
  en: {
    title: 'Points',
    amount: 'Points to use',
    available: (points: string) => `${points} points available`,
    all: 'Use all',
    none: 'Use none',
  },
});

interface PointsChoiceProperties {
  readonly available: number;
  /** that this order can use */
  readonly most: number;
  readonly used: number;
  readonly onUse: (points: number) => void;
}

/** How many points are set against the price of the order. */
export function PointsChoice({ available, most, used, onUse }: PointsChoiceProperties): JSX.Element {
  const use = (entered: string): void => {
    const points = Math.max(0, Math.min(most, Math.trunc(Number(entered)) || 0));
    onUse(points);
    // `used` may be the same as before, and then does not replace what was entered.
    if (points !== Number(entered)) setText(points === 0 ? '' : String(points));
  };
  const { text, setText, applyNow } = useDebouncedText(used === 0 ? '' : String(used), use);
  const isAll = used > 0 && used === most;
  return (
    <section class="card points-choice" aria-labelledby="checkout-points">
      <h2 id="checkout-points">{messages.title}</h2>
      <form
        class="points-form"
        onSubmit={(event) => {
          event.preventDefault();
          applyNow();
        }}
      >
        <Field
          label={messages.amount}
          type="number"
          min={0}
          value={text}
          onValue={setText}
          hint={messages.available(count(available))}
        />
        <button type="button" aria-disabled={most === 0} onClick={() => onUse(isAll ? 0 : most)}>
          {isAll ? messages.none : messages.all}
        </button>
      </form>
    </section>
  );
}
