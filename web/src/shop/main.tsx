import { render } from 'preact';
render(<p>shop</p>, document.getElementById('page')!);
