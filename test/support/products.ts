import type { Caller } from './caller';

/** A product as an administrator would describe it. */
export const earphones = {
  productName: '무선 이어폰',
  productDescription: '노이즈 캔슬링, 30시간 재생',
  productPrice: 129_000,
  productImageUrl: 'https://images.example.com/earphones.jpg',
  productCategory: 'ELECTRONICS',
};

/** Another product, of a different category. */
export const lampDraft = {
  productName: '램프',
  productDescription: '밝다',
  productPrice: 9_999,
  productImageUrl: 'https://shop.example/lamp.png',
  productCategory: 'HOME_LIVING',
};

/** @returns the id of the new product */
export async function createProduct(admin: Caller, change: object = {}): Promise<number> {
  const { status, body } = await admin.post('/api/products', { ...earphones, ...change });
  if (status !== 201) throw new Error(`No product was created: ${status} ${JSON.stringify(body)}`);
  return (body as { productId: number }).productId;
}

const CSV_HEADER = 'productId,productName,productDescription,productPrice,productImageUrl,productCategory';

/** A row as people write it by hand: only the field with a comma is quoted. */
export const productRow = (name: string, id: number | '' = '', price: number | string = 50_000): string =>
  `${id},${name},"it shines, brightly",${price},https://shop.example/lamp.jpg,HOME_LIVING`;

export const productCsv = (lines: readonly string[], end = '\n'): string => [CSV_HEADER, ...lines, ''].join(end);
