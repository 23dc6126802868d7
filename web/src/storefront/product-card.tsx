import type { ComponentChildren, JSX } from 'preact';
import type { ProductDeal } from '../api/views';
import { type PicturedProduct, ProductPicture } from '../catalogue/product-picture';
import { linkTo } from '../navigation/route';
import { AddToCartIcon } from './add-to-cart';
import { Price, StockLeft } from './price-and-stock';
import { WishIcon } from './wish-button';

interface ProductCardProperties {
  readonly productId: number;
  readonly name: string;
  readonly price: number;
  /** undefined until it is loaded; picture and category are missing until then */
  readonly product: PicturedProduct | undefined;
  readonly deal?: ProductDeal | undefined;
  readonly isPriceUnknown?: boolean;
  readonly quantity: number | undefined;
  /** one level below the heading above the list */
  readonly heading: 'h2' | 'h3' | 'h4';
  readonly children?: ComponentChildren;
}

export function ProductCard(card: ProductCardProperties): JSX.Element {
  const { productId, name, price, product, deal, isPriceUnknown = false, quantity, heading: Heading, children } = card;
  return (
    <li class="product-card card">
      <ProductPicture product={product} />
      <Heading>
        <a href={linkTo(`/products/${productId}`)}>{name}</a>
      </Heading>
      <Price original={price} deal={deal} isPriceUnknown={isPriceUnknown} />
      <StockLeft quantity={quantity} />
      <div class="card-actions">
        <WishIcon productId={productId} name={name} />
        <AddToCartIcon
          productId={productId}
          name={name}
          price={deal?.discountPrice ?? price}
          isSoldOut={quantity === undefined || quantity <= 0 || isPriceUnknown}
        />
      </div>
      {children}
    </li>
  );
}
