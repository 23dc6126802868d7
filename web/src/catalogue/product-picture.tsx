import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { categoryName } from './categories';
import { pictureAddress } from './picture-address';

type Product = components['schemas']['ProductView'];

/** The pictures that ship with the shop are square. Others are cropped by the style sheet, so the size only reserves space. */
const SIZE = 800;

/** The category is named where there is no picture. */
export type PicturedProduct = Pick<Product, 'productImageUrl'> & Partial<Pick<Product, 'productCategory'>>;

interface ProductPictureProperties {
  /** undefined until it is loaded */
  readonly product: PicturedProduct | undefined;
  /** empty if the name is shown beside it */
  readonly alt?: string;
  /** in the first view, where waiting for the layout would delay it */
  readonly eager?: boolean;
}

/** The picture of a product. If it cannot be loaded, a placeholder with the name of the category is shown instead. */
export function ProductPicture({ product, alt = '', eager = false }: ProductPictureProperties): JSX.Element {
  const [failed, fail] = useState<string>();
  const address = product?.productImageUrl;
  if (product === undefined) return <span class="picture none loading" aria-hidden="true" />;
  if (address === failed) return <Placeholder category={product.productCategory} />;
  return (
    <img
      class="picture"
      src={pictureAddress(product.productImageUrl, location.origin)}
      alt={alt}
      width={SIZE}
      height={SIZE}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
      referrerpolicy="no-referrer"
      onError={() => fail(address)}
    />
  );
}

function Placeholder({ category }: { readonly category: Product['productCategory'] | undefined }): JSX.Element {
  return (
    <span class="picture none" aria-hidden="true">
      <svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round">
        <path d="M9 16h30l3 24a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3z" />
        <path d="M16 21v-7a8 8 0 0 1 16 0v7" stroke-linecap="round" />
      </svg>
      {category !== undefined && <span class="category">{breakable(categoryName(category))}</span>}
    </span>
  );
}

function breakable(name: string): string {
  return name.replaceAll('/', '/\u200b');
}
