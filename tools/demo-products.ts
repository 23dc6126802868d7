// The products of the demo catalogue, one of each category.
import type { components } from '@hotdeal/client';

export type ProductDraft = components['schemas']['ProductDraftDto'];

interface DemoProduct {
  readonly draft: ProductDraft;
  readonly stock: number;
}

type Line = readonly [ProductDraft['productCategory'], string, string, number, string, number];

const lines: readonly Line[] = [
  ['ELECTRONICS', '무선 이어폰', '소음 차단, 하루 종일 쓰는 배터리', 129_000, 'earphones', 300],
  ['FASHION', '린넨 셔츠', '여름을 위한 가벼운 셔츠', 49_000, 'shirt', 150],
  ['BEAUTY', '수분 크림', '건조한 날을 위한 순한 크림', 28_000, 'cream', 200],
  ['HOME_LIVING', 'Brass desk lamp', 'Warm light for late reading', 89_000, 'lamp', 100],
  ['FOOD', '제주 감귤 5kg', '산지에서 바로 보내는 감귤', 24_900, 'tangerines', 500],
  ['SPORTS', '요가 매트', '미끄럼 없는 6mm 매트', 35_000, 'mat', 120],
  ['BOOKS', 'The Last Unit', 'A short novel about a very long queue', 15_000, 'book', 80],
  ['HEALTH', '비타민 D', '하루 한 알, 90일분', 19_800, 'vitamin', 400],
  ['BABY', '유기농 턱받이 세트', '부드러운 면, 다섯 장', 22_000, 'bibs', 90],
  ['PET', '고양이 스크래처', '골판지로 만든 튼튼한 스크래처', 17_500, 'scratcher', 60],
  ['CAR', '차량용 청소기', '작고 강한 무선 청소기', 59_000, 'vacuum', 70],
  ['HOBBY', 'Wooden puzzle', '500 pieces, one lighthouse', 32_000, 'puzzle', 40],
  ['OFFICE', '만년필', '매끄러운 필기감, 세척이 쉬운 컨버터', 45_000, 'pen', 110],
  ['OTHER', '선물 포장 세트', '리본과 카드가 함께', 6_900, 'wrapping', 1000],
];

export const demoProducts: readonly DemoProduct[] = lines.map(([category, name, description, price, image, stock]) => ({
  draft: {
    productName: name,
    productDescription: description,
    productPrice: price,
    productImageUrl: `https://example.com/images/${image}.jpg`,
    productCategory: category,
  },
  stock,
}));

const dealCategories: readonly string[] = ['ELECTRONICS', 'HOME_LIVING', 'BOOKS', 'HOBBY'];

export const isInDeal = ({ draft }: DemoProduct): boolean => dealCategories.includes(draft.productCategory);
