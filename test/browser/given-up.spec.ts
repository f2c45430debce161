import { expect, test } from './console.ts';

/**
 * An answer of which the first line comes just when it is given up, and never the rest: as between two keys that are pressed
 * one right after the other.
 */
function comeAsGivenUp(): void {
  const real = window.fetch;
  window.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    const answer = await real(input, init);
    if (!new URL(address, location.href).pathname.endsWith('/runs.data')) return answer;
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const { signal } = init ?? {};
    document.documentElement.dataset.asked = 'runs';
    const body = new ReadableStream({
      start(controller) {
        signal?.addEventListener('abort', () => {
          controller.enqueue(bytes);
          setTimeout(() => controller.error(signal.reason), 0);
        });
      },
    });
    return new Response(body, answer);
  };
}

test('a page that is given up for another one is no fault', async ({ page }) => {
  await page.addInitScript(comeAsGivenUp);
  await page.goto('/');
  await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
  await expect(page.locator('html')).toHaveAttribute('data-asked', 'runs');
  await page.getByRole('link', { name: 'Pending', exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pending' })).toBeVisible();
});
