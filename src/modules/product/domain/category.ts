import type { CATEGORY_CODES } from '#product';

export interface Category {
  readonly code: (typeof CATEGORY_CODES)[number];
  readonly nameKo: string;
  readonly nameEn: string;
}

/** The categories of the shop, in the order in which they are shown. */
export const CATEGORIES: readonly Category[] = [
  { code: 'ELECTRONICS', nameKo: '전자제품', nameEn: 'Electronics' },
  { code: 'FASHION', nameKo: '패션/의류', nameEn: 'Fashion/Clothing' },
  { code: 'BEAUTY', nameKo: '뷰티/화장품', nameEn: 'Beauty/Cosmetics' },
  { code: 'HOME_LIVING', nameKo: '홈/리빙', nameEn: 'Home/Living' },
  { code: 'FOOD', nameKo: '식품', nameEn: 'Food' },
  { code: 'SPORTS', nameKo: '스포츠/레저', nameEn: 'Sports/Leisure' },
  { code: 'BOOKS', nameKo: '도서', nameEn: 'Books' },
  { code: 'HEALTH', nameKo: '건강/의료', nameEn: 'Health/Medical' },
  { code: 'BABY', nameKo: '육아/출산', nameEn: 'Baby/Maternity' },
  { code: 'PET', nameKo: '반려동물', nameEn: 'Pets' },
  { code: 'CAR', nameKo: '자동차/용품', nameEn: 'Car/Accessories' },
  { code: 'HOBBY', nameKo: '취미/수집', nameEn: 'Hobby/Collecting' },
  { code: 'OFFICE', nameKo: '사무/문구', nameEn: 'Office/Stationery' },
  { code: 'OTHER', nameKo: '기타', nameEn: 'Other' },
];
