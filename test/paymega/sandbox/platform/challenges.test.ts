import { expect, test } from 'vitest';
import type { Sandbox } from '#paymega/sandbox/server.ts';
import { bring, type Challenge, challengeOf, fieldsOf, formIn, send } from '../payer.ts';
import { created, invoice, ORDER, sell, shop, started, type Told } from '../started.ts';

const PAYS = '5123817234060000';
const FAILS = '4412397212080000';

/** An invoice whose payer has a card holder's name of these words, and the challenge of its sale. */
async function challenged(
  sandbox: Sandbox,
  words: string,
): Promise<{ order: Told; challenge: Challenge; fields: Record<string, string> }> {
  const order = await created(sandbox);
  const challenge = challengeOf(await sell(sandbox, order, PAYS, '1035', `ADA ${words}`));
  return { order, challenge, fields: fieldsOf(challenge.params) };
}

test.each([
  ['3DS1', PAYS, '1035', 'confirm', 'processed', 'ok'],
  ['3DS2', PAYS, '1035', 'confirm', 'processed', 'ok'],
  ['3DS1', PAYS, '1035', 'cancel', 'process_failed', 'client_auth_failed'],
  ['3DS2', PAYS, '1035', 'cancel', 'process_failed', 'client_auth_failed'],
  ['3DS1', FAILS, '0529', 'confirm', 'process_failed', 'insufficient_funds'],
  ['3DS2', FAILS, '0933', 'confirm', 'process_failed', 'declined'],
  ['3DS2', PAYS, '0777', 'confirm', 'process_pending', 'auth_3ds_required'],
] as const)('%s, card %s of %s, %s: %s', async (version, card, expiry, button, status, resolution) => {
  const { url: callbackUrl, received } = await shop();
  const sandbox = await started({ callbackUrl, scenarios: 'smooth' });
  const order = await created(sandbox, { ...ORDER, callback_url: callbackUrl });
  const answer = await sell(sandbox, order, card, expiry, `Ada ${version}`);
  expect(answer).toMatchObject({ status: 'process_pending', auth_mode: '3ds' });

  const form = formIn(await (await bring(challengeOf(answer))).text(), button);
  const back = await send(form);
  expect(back.status).toBe(303);
  expect(back.headers.get('location')).toBe(ORDER.return_url);
  expect((await invoice(sandbox, order.id)).attributes).toMatchObject({ status, resolution });
  await expect.poll(() => received.filter(({ body }) => body.includes(order.id)).length).toBe(2);

  // The payer's browser may send the page again.
  expect((await send(form)).status).toBe(303);
  expect((await invoice(sandbox, order.id)).attributes).toMatchObject({ status, resolution });
});

test('the bank answers to a TermUrl of the shop, whose relay to the original one ends the payment', async () => {
  const sandbox = await started();
  const { order, challenge, fields } = await challenged(sandbox, '3DS1');
  const ours = 'https://shop.example/acs-return';
  const page = await bring({ ...challenge, params: { ...fields, TermUrl: ours } });
  const form = formIn(await page.text(), 'confirm');
  expect(form.action).toBe(ours);
  const relayed = { ...form, action: fields.TermUrl ?? '' };
  expect((await send({ ...relayed, fields: { ...form.fields, PaRes: 'forged' } })).status).toBe(400);
  expect((await send(relayed)).status).toBe(303);
  expect((await invoice(sandbox, order.id)).attributes.status).toBe('processed');
});
