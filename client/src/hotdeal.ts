export { type LiveEvents, LiveSignals, type LiveState } from './live-signals.js';
export { Login, LoginInMemory, type LoginStore } from './login.js';
export { answerOf, type Problem, type ProblemAbout, ShopError } from './problem.js';
export type { components, paths } from './schema.js';
export { openShop, type Shop } from './shop.js';
export { ShopClock } from './shop-clock.js';
