import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Product } from './answers';
import { categoryName } from './categories';

interface ProductImageProperties {
  readonly product: Product | undefined;
  /** empty where the name stands beside it */
  readonly alt?: string;
}

/** Pictures are foreign addresses that may not answer. */
export function ProductImage({ product, alt = '' }: ProductImageProperties): JSX.Element {
  const [failed, fail] = useState<string | undefined>();
  const address = product?.productImageUrl;
  if (product === undefined || address === failed)
    return (
      <div class="picture none" aria-hidden="true">
        {product === undefined ? '' : categoryName(product.productCategory)}
      </div>
    );
  return <img class="picture" src={address} alt={alt} loading="lazy" decoding="async" onError={() => fail(address)} />;
}
