import type { Caller } from './caller';

/** A product as an administrator would give it. */
export const earphones = {
  productName: '무선 이어폰',
  productDescription: '노이즈 캔슬링, 30시간 재생',
  productPrice: 129_000,
  productImageUrl: 'https://images.example.com/earphones.jpg',
  productCategory: 'ELECTRONICS',
};

/** Answers its id. */
export async function createProduct(admin: Caller, change: object = {}): Promise<number> {
  const { status, body } = await admin.post('/api/products', { ...earphones, ...change });
  if (status !== 201) throw new Error(`No product was created: ${status} ${JSON.stringify(body)}`);
  return (body as { productId: number }).productId;
}
