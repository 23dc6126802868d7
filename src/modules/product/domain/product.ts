import { DomainError } from '#platform/domain-error';
import { normalizeText } from '#platform/text';

export const MAX_NAME_LENGTH = 200;
export const MAX_DESCRIPTION_LENGTH = 1_000;

/** The five fields that an administrator gives. */
export interface ProductDraft {
  readonly productName: string;
  readonly productDescription: string;
  /** of one unit, in the currency's smallest unit */
  readonly productPrice: number;
  readonly productImageUrl: string;
  readonly productCategory: string;
}

export interface Product extends ProductDraft {
  readonly productId: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export function normalizeDraft(draft: ProductDraft): ProductDraft {
  return {
    productName: normalizeText(draft.productName, MAX_NAME_LENGTH),
    productDescription: normalizeText(draft.productDescription, MAX_DESCRIPTION_LENGTH),
    productPrice: draft.productPrice,
    productImageUrl: draft.productImageUrl,
    productCategory: draft.productCategory,
  };
}

/** Whether a replacement would change nothing. */
export function isSameDraft(stored: ProductDraft, draft: ProductDraft): boolean {
  return (
    stored.productName === draft.productName &&
    stored.productDescription === draft.productDescription &&
    stored.productPrice === draft.productPrice &&
    stored.productImageUrl === draft.productImageUrl &&
    stored.productCategory === draft.productCategory
  );
}

export function productNotFound(productId: number): DomainError {
  return new DomainError('not-found', 'PRODUCT_NOT_FOUND', `Product ${productId} was not found.`, {
    about: { productIds: [productId] },
  });
}
