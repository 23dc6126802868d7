import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { categoryName } from './categories';

type Product = components['schemas']['ProductView'];

interface ProductPictureProperties {
  /** undefined until it is loaded */
  readonly product: Pick<Product, 'productImageUrl' | 'productCategory'> | undefined;
  /** empty if the name is shown beside it */
  readonly alt?: string;
}

/** An image from another site. If it cannot be loaded, the name of the category is shown instead. */
export function ProductPicture({ product, alt = '' }: ProductPictureProperties): JSX.Element {
  const [failed, fail] = useState<string>();
  const address = product?.productImageUrl;
  if (product === undefined || address === failed)
    return (
      <span class="picture none" aria-hidden="true">
        {product === undefined ? '' : breakable(categoryName(product.productCategory))}
      </span>
    );
  return (
    <img
      class="picture"
      src={address}
      alt={alt}
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      onError={() => fail(address)}
    />
  );
}

function breakable(name: string): string {
  return name.replaceAll('/', '/\u200b');
}
