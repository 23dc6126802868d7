// The products of the demo catalogue. Their pictures ship with the pages, in `web/public/images`.
import type { components } from '@hotdeal/client';

export type ProductDraft = components['schemas']['ProductDraftDto'];

export interface DemoProduct {
  /** of the picture, and of the keys under which the product is created */
  readonly picture: string;
  readonly category: ProductDraft['productCategory'];
  readonly name: string;
  readonly description: string;
  readonly price: number;
  readonly stock: number;
}

type Line = readonly [DemoProduct['category'], picture: string, name: string, ko: string, en: string, number, number];

const lines: readonly Line[] = [
  [
    'CAR',
    'car-charger',
    '차량용 고속 충전기 · Car charger 45W',
    '두 대를 동시에, 30분이면 절반까지 충전해요.',
    'Charges two devices at once, half a battery in thirty minutes.',
    29_000,
    180,
  ],
  [
    'OTHER',
    'tumbler',
    '텀블러 선물 세트 · Tumbler gift set',
    '12시간 따뜻한 텀블러를 선물 상자에 담았어요.',
    'Warm for twelve hours, and already wrapped.',
    38_000,
    140,
  ],
  [
    'BABY',
    'baby-blanket',
    '아기 담요와 곰 인형 · Baby blanket & bear',
    '형광 물질 없는 순면 담요 세 장과 곰 인형이에요.',
    'Three blankets of undyed cotton, and a friend for the night.',
    54_000,
    90,
  ],
  [
    'PET',
    'dog-bed',
    '강아지 방석 · Dog bed',
    '누우면 바로 잠드는 두툼한 쿠션, 커버는 세탁기로 빨 수 있어요.',
    'A deep cushion to fall asleep on. The cover goes into the washing machine.',
    62_000,
    70,
  ],
  [
    'HOME_LIVING',
    'cushion',
    '리넨 쿠션 · Linen cushion',
    '손으로 짠 줄무늬 리넨, 솜까지 들어 있어요.',
    'Hand-woven striped linen, filling included.',
    24_000,
    260,
  ],
  [
    'FOOD',
    'coffee-beans',
    '스페셜티 원두 200g · Coffee beans 200 g',
    '주문을 받은 날 볶아요. 자두와 밀크초콜릿 향.',
    'Roasted on the day you order. Plum and milk chocolate.',
    18_000,
    400,
  ],
  [
    'SPORTS',
    'yoga-mat',
    '요가 매트와 블록 · Yoga mat & block',
    '미끄럼 없는 6mm 매트와 코르크 블록 세트예요.',
    'A six-millimetre mat that does not slip, with a cork block.',
    45_000,
    120,
  ],
  [
    'BEAUTY',
    'serum',
    '비타민 C 세럼 30ml · Vitamin C serum',
    '하루 두 방울로 맑아지는 피부결.',
    'Two drops a day for clearer skin.',
    32_000,
    220,
  ],
  [
    'FASHION',
    'backpack',
    '캔버스 백팩 · Canvas backpack',
    '노트북 15인치까지, 생활 방수 캔버스와 소가죽 끈.',
    'Holds a 15-inch laptop. Water-repellent canvas, leather straps.',
    79_000,
    110,
  ],
  [
    'FASHION',
    'sneakers',
    '클래식 스니커즈 · Classic sneakers',
    '가볍고 폭신한 밑창, 어디에나 어울리는 색.',
    'Light, with a soft sole, in colours that go with everything.',
    89_000,
    150,
  ],
  [
    'HEALTH',
    'smart-watch',
    '스마트 워치 · Smart watch',
    '심박수와 수면을 기록하고, 한 번 충전으로 10일 사용해요.',
    'Heart rate and sleep, ten days on one charge.',
    199_000,
    60,
  ],
  [
    'BOOKS',
    'novel',
    'The Last Unit',
    '아주 긴 줄에 관한 짧은 소설 (영문판).',
    'A short novel about a very long queue.',
    15_000,
    80,
  ],
  [
    'HOBBY',
    'desk-plant',
    '책상 위 고무나무 · Desk plant',
    '한 달에 두 번만 물을 주세요. 토분과 함께 보내 드려요.',
    'Water it twice a month. Comes in a terracotta pot.',
    27_000,
    100,
  ],
  [
    'OFFICE',
    'keyboard',
    '기계식 키보드 · Mechanical keyboard',
    '조용한 적축, 손목이 편한 낮은 높이.',
    'Quiet switches and a low profile that is kind to your wrists.',
    129_000,
    85,
  ],
  [
    'HOME_LIVING',
    'desk-lamp',
    'Brass desk lamp · 황동 데스크 램프',
    '늦은 독서를 위한 따뜻한 빛.',
    'Warm light for late reading.',
    89_000,
    100,
  ],
  [
    'ELECTRONICS',
    'headphones',
    '무선 헤드폰 · Wireless headphones',
    '소음은 지우고 음악만, 한 번 충전으로 40시간.',
    'Silences the room and plays for forty hours.',
    189_000,
    300,
  ],
];

/** The one created last stands first in the shop. */
export const demoProducts: readonly DemoProduct[] = lines.map(([category, picture, name, ko, en, price, stock]) => ({
  category,
  picture,
  name,
  description: `${ko}\n${en}`,
  price,
  stock,
}));

/** @param address of the shop, which serves the pictures */
export function draftOf({ picture, category, name, description, price }: DemoProduct, address: string): ProductDraft {
  return {
    productName: name,
    productDescription: description,
    productPrice: price,
    productImageUrl: `${address}/images/products/${picture}.svg`,
    productCategory: category,
  };
}
