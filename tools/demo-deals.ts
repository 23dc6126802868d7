// The hot deals of the demo catalogue. Their banners ship with the pages, in `web/public/images`.

export interface DemoDeal {
  /** of its banner, and of the key under which it is created */
  readonly banner: string;
  readonly name: string;
  readonly discount: number;
  /** counted from the begin of the load */
  readonly startsInHours: number;
  readonly days: number;
  /** ended as soon as it is created */
  readonly isEnded: boolean;
  /** by their pictures */
  readonly products: readonly string[];
}

/** One that has ended, one that opens soon, and one that runs. */
export const demoDeals: readonly DemoDeal[] = [
  {
    banner: 'cosy-home',
    name: '포근한 집 · Cosy home',
    discount: 15,
    startsInHours: -72,
    days: 7,
    isEnded: true,
    products: ['cushion', 'baby-blanket', 'dog-bed'],
  },
  {
    banner: 'weekend-refresh',
    name: '주말 리프레시 · Weekend refresh',
    discount: 25,
    startsInHours: 3,
    days: 2,
    isEnded: false,
    products: ['yoga-mat', 'sneakers', 'tumbler', 'smart-watch'],
  },
  {
    banner: 'desk-week',
    name: '데스크 위크 · Desk week',
    discount: 20,
    startsInHours: -1,
    days: 7,
    isEnded: false,
    products: ['headphones', 'desk-lamp', 'keyboard', 'desk-plant', 'novel'],
  },
];
