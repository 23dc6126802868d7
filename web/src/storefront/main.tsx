import '../ui/style.css';
import '../ui/components.css';
import './storefront.css';
import './products.css';
import './search/search.css';
import './product-page.css';
import './orders-and-notifications.css';
import '../ui/text-elements';
import { render } from 'preact';
import { startSession } from '../auth/session';
import { showDealToasts } from './deal-toasts';
import { Storefront } from './storefront';

const page = document.getElementById('page');
if (page === null) throw new Error('The document has no #page.');
render(<Storefront />, page);
showDealToasts();
void startSession();
