import '../ground/style.css';
import './storefront.css';
import './goods.css';
import './product-place.css';
import './orders-and-notifications.css';
import { render } from 'preact';
import { meet } from '../ground/shop';
import { tellDealNews } from './deal-news';
import { Storefront } from './storefront';

const page = document.getElementById('page');
if (page === null) throw new Error('The document has no #page.');
render(<Storefront />, page);
tellDealNews();
void meet();
