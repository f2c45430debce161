import type { Page } from '@playwright/test';
import { consoleUrl, expect, open, rowsOf } from './console.ts';
import { test } from './people.ts';

const DAYS = /^Business days/;
const LIST = /^Discrepancies, /;
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const said = (page: Page, message: string | RegExp) =>
  expect(page.getByRole('status').filter({ hasText: message })).toBeVisible();

/** What somebody does one after the other, counted. */
function counted() {
  let steps = 0;
  return {
    step: async (act: () => Promise<unknown>) => {
      steps++;
      await act();
    },
    steps: () => steps,
  };
}

/** The days that are over, were compared and are not closed, with how many items each still has. */
async function openDays(page: Page): Promise<{ day: string; items: number; differs: boolean }[]> {
  const rows = await rowsOf(page, DAYS).evaluateAll((all) =>
    all.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')),
  );
  const days = new Map<string, { items: number; differs: boolean; isOpen: boolean }>();
  for (const cells of rows) {
    const [day = ''] = cells;
    const [, , unresolved = '', state = ''] = cells.slice(-5);
    const known = days.get(day) ?? { items: Number(unresolved), differs: false, isOpen: state === 'open' };
    const difference = cells.at(-4) ?? '';
    days.set(day, { ...known, differs: known.differs || difference !== 'ties' });
  }
  return [...days].filter(([, { isOpen }]) => isOpen).map(([day, of]) => ({ day, ...of }));
}

for (const scripts of [true, false]) {
  test.describe(scripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: scripts });

    test('a clean day is closed and exported in three steps', async ({ page, becomes, sessionCookie }) => {
      await becomes('finance');
      await page.goto('/reports');
      const clean = (await openDays(page)).filter(({ items, differs }) => items === 0 && !differs);
      const day = clean[0]?.day ?? '';
      test.skip(day === '', 'the example has no clean day that is still open today');
      const { step, steps } = counted();
      await step(() => rowsOf(page, DAYS).getByRole('link', { name: day }).first().click());
      await expect(page.getByText('The two books agree to the cent')).toBeVisible();
      await step(() => page.getByRole('button', { name: 'Close the day' }).click());
      await said(page, `${day} is closed.`);
      const download = page.waitForEvent('download');
      await step(() => page.getByRole('link', { name: 'Export CSV' }).click());
      expect((await download).suggestedFilename()).toContain(day);
      expect(steps()).toBe(3);
      await reopened(sessionCookie, day);
    });

    test('a day with one item is resolved and closed in five steps', async ({
      page,
      becomes,
      sessionCookie,
    }) => {
      await becomes('finance');
      const { day, kind } = (await dayOfOneItem(page)) ?? { day: '', kind: '' };
      test.skip(day === '', 'the example has no day of one item that can be posted today');
      const { step, steps } = counted();
      await step(() => rowsOf(page, DAYS).getByRole('link', { name: day }).first().click());
      await expect(heading(page, day)).toBeVisible();
      const item = page.getByRole('region', { name: 'What the books differ by' });
      await step(() => item.getByRole('link', { name: kind }).click());
      await expect(heading(page, kind)).toBeVisible();
      const [, id = ''] = /\/discrepancies\/(\d+)/.exec(page.url()) ?? [];
      await page.getByLabel('Resolution').selectOption({ label: 'Paymega is right' });
      await page.getByLabel('Why').fill('the callback was lost');
      await step(() => page.getByRole('button', { name: 'Resolve' }).click());
      await said(page, 'Resolved.');
      await step(() => page.getByRole('link', { name: day, exact: true }).click());
      await expect(page.getByText('The two books agree to the cent')).toBeVisible();
      await step(() => page.getByRole('button', { name: 'Close the day' }).click());
      await said(page, `${day} is closed.`);
      expect(steps()).toBe(5);
      await reopened(sessionCookie, day);
      expect(await posted(sessionCookie, `/discrepancies/${id}/reopening`, {})).toBe(302);
    });
  });
}

// What can be posted, so that the day ties.
const POSTED =
  /^(Missing in our book|Amount differs|Fee differs|Processed amount differs|Refunded amount differs)$/;

/** A day of which one item alone is open, by which its money differs. */
async function dayOfOneItem(page: Page): Promise<{ day: string; kind: string } | null> {
  await page.goto('/reports');
  const days = (await openDays(page)).filter(({ items, differs }) => items === 1 && differs);
  for (const { day } of days) {
    await page.goto(`/discrepancies?day=${day}`);
    const kind = (await rowsOf(page, LIST).locator('[data-row-link]').first().textContent()) ?? '';
    if (!POSTED.test(kind)) continue;
    await page.goto('/reports');
    return { day, kind };
  }
  return null;
}

/** An admin's form without a page; the status of its answer. */
async function posted(cookie: string, path: string, form: Record<string, string>): Promise<number> {
  const answer = await fetch(`${consoleUrl()}${path}?account=example`, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(form) },
    headers: { cookie, origin: consoleUrl() },
  });
  return answer.status;
}

/** Puts a day back as it was, for the tests after this one. */
async function reopened(cookie: string, day: string): Promise<void> {
  const form = { reason: 'closed by a test', confirmed: 'on' };
  expect(await posted(cookie, `/reports/${day}/reopening`, form)).toBe(302);
}

test('from an order’s number to its callback, the reason and the body in four keystrokes', async ({
  page,
  becomes,
}) => {
  await becomes('operator');
  await page.goto('/discrepancies?kind=missing_ours&cause=callback_refused');
  const [, reference = ''] = await rowsOf(page, LIST).first().locator('.font-mono').allTextContents();
  await open(page, '/');
  const { step, steps } = counted();
  await step(() => page.keyboard.press('Control+k'));
  await expect(page.getByRole('dialog', { name: 'Go to' }).getByRole('combobox')).toBeFocused();
  // As it is pasted from the customer's letter.
  await step(() => page.keyboard.insertText(reference.replace('order-', '')));
  await step(() => page.keyboard.press('Enter'));
  const heard = page.getByRole('region', { name: 'Timeline' }).getByRole('listitem');
  await expect(heard.filter({ hasText: 'Refused' }).first()).toContainText(
    /signed with the test secret|fits neither the live nor the test secret/,
  );
  await expect(page.locator('[aria-label="Keyboard shortcuts"]')).toBeVisible();
  await step(() => page.keyboard.press('b'));
  await expect(heard.locator('pre')).toContainText(reference);
  expect(steps()).toBe(4);
});

test('discrepancies are resolved, undone and assigned by the keyboard alone', async ({ page, becomes }) => {
  await becomes('finance');
  await open(page, '/discrepancies?kind=fee_differs');
  const rows = rowsOf(page, LIST);
  const before = await rows.count();
  await page.keyboard.press('v');
  const preview = page.getByRole('complementary', { name: 'Preview' });
  await expect(preview).toBeVisible();
  await page.keyboard.press('e');
  await expect(preview.getByLabel('Resolution')).toBeFocused();
  for (const key of ['ArrowDown', 'Tab']) await page.keyboard.press(key);
  await page.keyboard.type('agreed with Paymega');
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(before - 1);
  await page.locator('main').focus();
  await page.keyboard.press('z');
  await expect(rows).toHaveCount(before);
  for (const key of ['j', 'a']) await page.keyboard.press(key);
  await said(page, 'In review by you.');
});
