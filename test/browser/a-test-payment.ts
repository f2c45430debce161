import type { Locator, Page } from '@playwright/test';
import { expect } from './console.ts';

/** What the page of a test payment says of it as a whole. */
export const howFar = (page: Page) => page.getByRole('region', { name: 'Progress' });

/** Begins a payment by its pre-request, and creates its invoice. */
export async function create(page: Page): Promise<void> {
  await page.goto('/test-payments');
  await page.getByRole('button', { name: 'Ask for services' }).click();
  await expect(page).toHaveURL(/\/test-payments\/\d+(\?|$)/);
  await page.getByLabel('Service', { exact: true }).selectOption('payment_card_usd_hpp');
  await page.getByRole('button', { name: 'Create invoice' }).click();
  await shows(page.getByRole('button', { name: 'Send card' }));
}

/** Waits until the page shows it, which moves by itself: by scripts, or by asking for itself again. */
export async function shows(what: Locator): Promise<void> {
  await expect(what).toBeVisible({ timeout: 20_000 });
}

/** With what a payment is paid. */
type Card = { outcome: string; holder?: string; answersTo?: 'provider' | 'us' };

/** Sends the card of an outcome to the gateway, and waits for its answer. */
export async function send(
  page: Page,
  { outcome, holder = 'ADA BERG', answersTo = 'provider' }: Card,
): Promise<void> {
  await page.getByLabel('Outcome', { exact: true }).selectOption(outcome);
  await page.getByLabel('Card holder').fill(holder);
  await page.getByLabel('The bank answers to').selectOption(answersTo);
  await page.getByRole('button', { name: 'Send card' }).click();
  await shows(howFar(page).getByText('The gateway said'));
}

/** Goes to the card's bank, without scripts by one more press. */
export async function goToBank(page: Page, hasScripts: boolean): Promise<void> {
  await page.getByRole('button', { name: 'Go to the bank' }).click();
  if (!hasScripts) {
    const goOn = page.getByText('Continue to the bank');
    if (await goOn.isVisible()) await goOn.click();
  }
  await expect(page.getByRole('heading', { name: 'Your bank' })).toBeVisible();
}
