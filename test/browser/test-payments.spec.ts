import type { Page } from '@playwright/test';
import { create, goToBank, howFar, send, shows } from './a-test-payment.ts';
import { expect, open, rowsOf, test } from './console.ts';

// The icon of the bank's own page.
test.use({ complaints: [/status of 4(01|04|22)/] });
// The longest file, and among the last: each payment is one by itself.
test.describe.configure({ mode: 'parallel' });

const witness = (page: Page, name: string) =>
  rowsOf(page, 'Who has told the outcome').filter({ hasText: name });
const exchange = (page: Page, name: string) =>
  page
    .locator('details')
    .filter({ has: page.locator('summary', { hasText: name }) })
    .first();

/** All but the run have told the outcome and agree with our book, and both books match. */
async function isConfirmed(page: Page): Promise<void> {
  for (const name of [
    'The gateway’s answer',
    'The callback',
    'Status check by id',
    'Status check by reference',
  ])
    await shows(witness(page, name).getByText('Yes'));
  await shows(howFar(page).getByText('Both books match'));
}

const ODD_BANKS = [
  ['version 1', { outcome: 'succeeds_3ds', holder: 'ADA 3DS1' }],
  [
    'version 1 through us, odd names, by GET',
    { outcome: 'succeeds_3ds', holder: 'ADA 3DS1 ODDNAMES GETBACK', answersTo: 'us' },
  ],
  ['no parameters, and a redirect', { outcome: 'succeeds_3ds', holder: 'ADA NOPARAMS REDIRECT' }],
  ['a POST that is redirected', { outcome: 'succeeds_3ds', holder: 'ADA 3DS1 REDIRECT' }],
] as const;

for (const hasScripts of [true, false]) {
  test.describe(hasScripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: hasScripts });

    test('a payment succeeds, is confirmed by all who know of it, and is refunded in part and wholly', async ({
      page,
    }) => {
      await create(page);
      await send(page, { outcome: 'succeeds' });
      await isConfirmed(page);
      await expect(howFar(page)).toContainText('Processed');
      await page.getByLabel('Amount to refund').fill('0.40');
      await page.getByRole('button', { name: 'Refund' }).click();
      await shows(howFar(page).getByText('Refunded in part'));
      await page.getByRole('button', { name: 'Refund' }).click();
      await shows(howFar(page).getByText('Refunded', { exact: true }));
      await isConfirmed(page);
      await howFar(page).getByRole('link').click();
      await expect(page.getByText('Test payments. No money moves here.')).toBeVisible();
    });

    for (const [title, card, status] of [
      ['stays pending', { outcome: 'pending' }, 'Pending'],
      ['is declined', { outcome: 'declined:insufficient_funds' }, 'insufficient_funds'],
    ] as const) {
      test(`a payment that ${title} is confirmed as such`, async ({ page }) => {
        await create(page);
        await send(page, card);
        await isConfirmed(page);
        await expect(howFar(page)).toContainText(status);
      });
    }

    for (const [title, card] of [
      ['version 2', { outcome: 'succeeds_3ds' }],
      ['version 1 through us', { outcome: 'succeeds_3ds', holder: 'ADA 3DS1', answersTo: 'us' }],
      ['GET, numbers, nested', { outcome: 'succeeds_3ds', holder: 'ADA GET NUMBERS NESTED' }],
      ...(hasScripts ? ODD_BANKS : []),
    ] as const) {
      test(`the payer goes to the bank and comes back paid: ${title}`, async ({ page }) => {
        await create(page);
        const { href } = new URL(page.url());
        await send(page, card);
        await goToBank(page, hasScripts);
        expect(new URL(page.url()).origin).not.toBe(new URL(href).origin);
        await page.getByRole('button', { name: 'Confirm payment' }).click();
        await expect(page).toHaveURL(href);
        await isConfirmed(page);
        await expect(howFar(page)).toContainText('Processed');
        await expect(page.getByRole('button', { name: /Go to the bank/ })).toBeHidden();
        if ('answersTo' in card)
          await expect(exchange(page, 'The bank’s answer, sent on by us')).toContainText('Done');
      });
    }

    test('a card that stays pending after the challenge says that, and not to go to the bank', async ({
      page,
    }) => {
      await create(page);
      const { href } = new URL(page.url());
      await send(page, { outcome: 'pending_3ds' });
      await goToBank(page, hasScripts);
      await page.getByRole('button', { name: 'Confirm payment' }).click();
      await expect(page).toHaveURL(href);
      await shows(page.getByText('This card stays pending: nothing more is to be done at the bank.'));
      await expect(page.getByRole('button', { name: /Go to the bank/ })).toBeHidden();
      await isConfirmed(page);
      await expect(howFar(page)).toContainText('auth_3ds_required');
    });

    test('the payer who says no at the bank comes back to a failed payment', async ({ page }) => {
      await create(page);
      await send(page, { outcome: 'succeeds_3ds' });
      await goToBank(page, hasScripts);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await shows(howFar(page).getByText('client_auth_failed'));
      await isConfirmed(page);
    });

    test('a bank that the payer left is said, and can be gone to again', async ({ page }) => {
      await create(page);
      const { href } = new URL(page.url());
      await send(page, { outcome: 'declined_3ds:declined' });
      await goToBank(page, hasScripts);
      await page.goto(href);
      await expect(page.getByText(/and has not come back yet/)).toBeVisible();
      await page.getByRole('button', { name: 'Go to the bank again' }).click();
      if (!hasScripts) await page.getByText('Continue to the bank').click();
      await page.getByRole('button', { name: 'Confirm payment' }).click();
      await isConfirmed(page);
      await expect(howFar(page)).toContainText('declined');
    });
  });
}

test('an authentication of a kind that is not known is shown as what it is', async ({ page }) => {
  await create(page);
  await send(page, { outcome: 'succeeds_3ds', holder: 'ADA OTP' });
  await expect(page.getByText('It is of the kind otp')).toBeVisible();
  await expect(page.getByRole('button', { name: /Go to the bank/ })).toBeHidden();
});

test('a challenge by a method that no browser has is refused in words', async ({ page }) => {
  await create(page);
  await send(page, { outcome: 'succeeds_3ds', holder: 'ADA PUT' });
  await expect(page.getByText('The card gateway asks for the method PUT')).toBeVisible();
  await expect(page.getByRole('button', { name: /Go to the bank/ })).toBeHidden();
});

test('what is told of the browser is this browser’s, can be changed, and goes out as text', async ({
  page,
}) => {
  await create(page);
  await page.getByText('What is told of the payer’s browser').click();
  await expect(page.getByLabel('Browser screen width')).toHaveValue('1280');
  await expect(page.getByLabel('Browser tz')).toHaveValue('-540');
  await expect(page.getByLabel('Browser user agent')).toHaveValue(/Chrom/);
  await page.getByLabel('Browser language').fill('de-CH');
  await send(page, { outcome: 'succeeds' });
  await exchange(page, 'Sale').click();
  const sent = exchange(page, 'Sale').locator('pre').first();
  await expect(sent).toContainText('"browser_language": "de-CH"');
  await expect(sent).toContainText('"browser_tz": "-540"');
  await expect(sent).toContainText('"card_number": "[card …0000]"');
  const curl = exchange(page, 'Sale').locator('pre').last();
  await expect(curl).toContainText('-H "Authorization: Bearer $INVOICE_TOKEN"');
});

test('a payment without a pre-request names its service by hand, and is created', async ({ page }) => {
  await open(page, '/test-payments');
  await page.getByRole('button', { name: 'Skip the pre-request' }).click();
  await expect(page.getByText('Skipped, as the documents allow.')).toBeVisible();
  await page.getByLabel(/^Service/).fill('payment_card_usd_other');
  await page.getByRole('button', { name: 'Create invoice' }).click();
  // Paymega's words, at the field that they belong to.
  const service = page.getByLabel(/^Service/);
  await expect(service).toHaveAttribute('aria-invalid', 'true');
  await expect(exchange(page, 'Creation')).toContainText('Refused');
  await service.fill('payment_card_usd_hpp');
  await page.getByRole('button', { name: 'Create invoice' }).click();
  await expect(page.getByRole('button', { name: 'Send card' })).toBeVisible();
});

test('what is no amount and no currency is refused in words, and nothing is begun', async ({ page }) => {
  await open(page, '/test-payments');
  const count = await rowsOf(page, /^Test payments/).count();
  for (const [label, value] of [
    ['Amount', '1.005'],
    ['Amount', '-1'],
    ['Currency', 'XQX'],
  ] as const) {
    await open(page, '/test-payments');
    await page.getByLabel(label).fill(value);
    await page.getByRole('button', { name: 'Ask for services' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await expect(page.getByLabel(label)).toBeFocused();
    await expect(page.getByLabel(label)).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel(label)).toHaveValue(value);
  }
  await expect(rowsOf(page, /^Test payments/)).toHaveCount(count);
});

test('the whole integration is checked by one press, and its report is kept', async ({ page }) => {
  await open(page, '/test-payments');
  await page.getByRole('button', { name: 'Check the integration' }).click();
  await expect(page).toHaveURL(/\/integration-checks\/\d+(\?|$)/);
  await expect(page.getByText('Passed: every step works')).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText('Does not work')).toBeHidden();
  await open(page, '/settings/accounts');
  await page.getByRole('link', { name: 'Example shop' }).click();
  await expect(page.getByRole('region', { name: 'Integration check' })).toContainText('Passed');
});
