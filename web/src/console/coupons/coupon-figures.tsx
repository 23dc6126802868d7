import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { count, dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Properties } from '../ui/properties';

const messages = translations({
  ko: {
    figures: '발급 및 사용 현황',
    progress: (issued: string, quantity: string) => `${quantity}장 중 ${issued}장 발급`,
    issued: '발급',
    left: '남은 수량',
    used: '사용',
    expired: '기간 만료',
    discount: '할인해 준 금액',
    first: '첫 발급',
    last: '마지막 발급',
    none: '아직 없음',
  },
  en: {
    figures: 'Figures',
    progress: (issued: string, quantity: string) => `${issued} of ${quantity} issued`,
    issued: 'Issued',
    left: 'Left',
    used: 'Used',
    expired: 'Expired unused',
    discount: 'Discount given',
    first: 'First issued',
    last: 'Last issued',
    none: 'Not yet',
  },
});

interface CouponFiguresProperties {
  readonly statistics: components['schemas']['CouponStatisticsView'];
}

/** How many were issued and used so far. */
export function CouponFigures({ statistics }: CouponFiguresProperties): JSX.Element {
  const { quantity, issued, used, expired, discountGiven, firstIssuedAt, lastIssuedAt } = statistics;
  const progress = messages.progress(count(issued), count(quantity));
  return (
    <section>
      <h2>{messages.figures}</h2>
      <progress class="issued" value={issued} max={quantity} aria-label={progress}>
        {progress}
      </progress>
      <Properties
        properties={[
          [messages.issued, `${count(issued)} / ${count(quantity)}`],
          [messages.left, count(quantity - issued)],
          [messages.used, count(used)],
          [messages.expired, count(expired)],
          [messages.discount, won(discountGiven)],
          [messages.first, firstIssuedAt === null ? messages.none : dateTime(firstIssuedAt)],
          [messages.last, lastIssuedAt === null ? messages.none : dateTime(lastIssuedAt)],
        ]}
      />
    </section>
  );
}
