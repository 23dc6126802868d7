import type { Page, Route } from 'playwright-core';

/**
 * Answers GET and lookup requests like this with what the shop has answered before, so that a page shows something that is
 * no longer true. Returns the function that ends it.
 */
export async function freezeAnswers(page: Page, address: string, method = 'GET'): Promise<() => Promise<void>> {
  const answers = new Map<string, { body: string; status: number }>();
  const answer = async (route: Route): Promise<void> => {
    const request = route.request();
    if (request.method() !== method) return route.fallback();
    const key = `${request.url()} ${request.postData() ?? ''}`;
    const known = answers.get(key);
    if (known !== undefined) return route.fulfill({ ...known, contentType: 'application/json' });
    const response = await route.fetch();
    answers.set(key, { body: await response.text(), status: response.status() });
    return route.fulfill({ response });
  };
  await page.route(address, answer);
  return () => page.unroute(address, answer);
}
