import type { Actor } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { USUAL_BROWSER } from '#paymega/browser-info.ts';
import { formatMinor } from '#paymega/money.ts';
import { passChallenge } from '#paymega/payer.ts';
import { testOutcome } from '#paymega/test-cards.ts';
import { goToBank, noteReturn } from '../challenge.ts';
import { isConfirmed, type Standing, standingOf, type WitnessName } from '../confirmation.ts';
import { createOrdered, order } from '../creation.ts';
import { draftTestPayment } from '../draft.ts';
import { followTestPayment } from '../follow.ts';
import type { PaymentTools } from '../payment-tools.ts';
import { orderRefund, sendRefund } from '../refund.ts';
import { orderSale, sendCard } from '../sale.ts';
import { stepsOf } from '../steps.ts';
import { testPayment } from '../test-payments.ts';
import type { CheckCase } from './cases.ts';
import type { CheckedStep } from './report.ts';

/** Where our running server is reached, and what an invoice is created with. */
export type CheckSettings = {
  accountId: number;
  integrationCheckId: bigint;
  currency: string;
  /** A decimal numeral. */
  amount: string;
  service: string;
  callbackUrl: string;
  returnUrl: (id: bigint) => string;
  bankAnswerUrl: (key: string) => string;
  /** How long a callback, or an outcome, is waited for. */
  patienceMs: number;
};

type Work = {
  tools: PaymentTools;
  actor: Actor;
  settings: CheckSettings;
  signal: AbortSignal;
  id: bigint;
  add: (step: CheckedStep) => Promise<void>;
};

const NAMES = {
  create: 'Create',
  card: 'Card to the gateway',
  bank: '3-D Secure',
  callback: 'Callback',
  byId: 'Status check by id',
  byReference: 'Status check by reference',
  outcome: 'Outcome as documented',
  books: 'Both books match',
  partial: 'Refund in part',
  full: 'Refund of the rest',
};

/**
 * Makes one payment as its case says, step by step, and tells of each what came of it. A step that fails ends the case
 * only where nothing can follow from it.
 * @param begun hears the payment's id
 */
export async function runCase(
  { tools, actor, settings, signal }: Omit<Work, 'id' | 'add'>,
  one: CheckCase,
  begun: (id: bigint) => void,
  add: (step: CheckedStep) => Promise<void>,
): Promise<void> {
  const { accountId, amount, currency, integrationCheckId } = settings;
  const draft = { accountId, amount, currency, integrationCheckId };
  const id = await draftTestPayment(tools.sql, tools.exponentOf, actor, draft);
  begun(id);
  const work: Work = { tools, actor, settings, signal, id, add };
  if (!(await create(work))) return;
  if (!(await pay(work, one))) return;
  await hear(work, one);
  if (one.isRefunded) await refund(work);
}

async function create(work: Work): Promise<boolean> {
  const { tools, actor, settings, signal, id } = work;
  const { callbackUrl, currency, amount, service } = settings;
  return timed(work, NAMES.create, async () => {
    const { referenceId } = await testPayment(tools.sql, id);
    await order(tools.sql, tools.exponentOf, actor, id, {
      ...{ referenceId, currency, amount, service, callbackUrl, returnUrl: settings.returnUrl(id) },
      description: 'Counterfoil integration check',
    });
    await createOrdered(tools, id, signal);
    const made = await testPayment(tools.sql, id);
    if (made.state === 'created') return { isBroken: false, goesOn: true, message: made.invoiceId };
    if (made.state !== 'creation_unknown') return { isBroken: true, goesOn: false, message: made.message };
    await followTestPayment(tools, id, signal, settings.patienceMs);
    const found = await testPayment(tools.sql, id);
    const isFound = found.state === 'created';
    const what = isFound
      ? 'The invoice exists all the same, and was found by a look-up.'
      : (found.message ?? '');
    return { isBroken: true, goesOn: isFound, message: `${made.message}. ${what}` };
  });
}

async function pay(work: Work, one: CheckCase): Promise<boolean> {
  const { tools, actor, settings, signal, id } = work;
  const { outcome, cardHolder, bankAnswersTo } = one;
  const isSent = await timed(work, NAMES.card, async () => {
    await orderSale(tools.sql, actor, id, { outcome, cardHolder, bankAnswersTo, browserInfo: BROWSER });
    await sendCard(tools, id, null, signal);
    const sent = await testPayment(tools.sql, id);
    if (sent.state === 'sale_refused') return { isBroken: true, goesOn: false, message: sent.message };
    if (sent.state !== 'sale_unknown') return { isBroken: false, goesOn: true, message: sent.gatewayStatus };
    await followTestPayment(tools, id, signal, settings.patienceMs);
    const now = await testPayment(tools.sql, id);
    const arrived = now.status !== null && now.status !== 'created';
    const what = arrived
      ? `The card arrived all the same: ${now.status}.`
      : 'Nothing tells that the card arrived.';
    return { isBroken: true, goesOn: arrived, message: `${sent.message}. ${what}` };
  });
  if (!isSent) return false;
  const { state, authMode } = await testPayment(tools.sql, id);
  if (testOutcome(outcome)?.is3ds !== true || (state === 'sent' && authMode === null)) return true;
  return timed(work, NAMES.bank, () => authenticate(work));
}

async function authenticate({ tools, settings, signal, id }: Work) {
  const { sql, connection } = tools;
  const { challenge, authMode, isThroughUs } = await testPayment(sql, id);
  if (!challenge)
    return { isBroken: true, goesOn: false, message: `authentication ${authMode} names no page of a bank` };
  const to = await goToBank(sql, id, settings.bankAnswerUrl);
  const asked = to.method === 'POST' ? to.challenge : { ...challenge, action: to.address, fields: [] };
  const ours = new URL(settings.bankAnswerUrl('')).origin;
  const end = await passChallenge(
    asked,
    {
      isReturn: (address) => address.startsWith(settings.returnUrl(id)),
      isOurs: (address) => new URL(address).origin === ours,
      isPublicOnly: connection.cardgate.isPublicOnly,
    },
    signal,
  );
  if (!end.cameBack)
    return { isBroken: true, goesOn: false, message: `the payer was left at the bank: ${end.message}` };
  await noteReturn(sql, id);
  // The first of two may be under way still.
  const kept = (await stepsOf(sql, id)).find(
    (step) => step.kind === 'bank_answer' && step.outcome !== null && step.outcome !== 'done',
  );
  if (kept) return { isBroken: true, goesOn: true, message: kept.message };
  const way = isThroughUs ? 'the bank answered to us, and we sent it on' : 'the bank answered to Paymega';
  const over = end.hosts.length > 1 ? `; the payer was led over ${end.hosts.join(', ')}` : '';
  return { isBroken: false, goesOn: true, message: way + over };
}

/** Whether all five who can tell of the outcome do, and tell the same. */
async function hear(work: Work, one: CheckCase): Promise<void> {
  const { tools, settings, signal, id } = work;
  const began = performance.now();
  await followTestPayment(tools, id, signal, settings.patienceMs);
  const standing = await standingOf(tools.sql, id);
  const tookMs = Math.round(performance.now() - began);
  const say = (name: string, isRight: boolean, message: string | null) =>
    work.add({ name, state: isRight ? 'passed' : 'failed', message, tookMs });
  const seconds = settings.patienceMs / 1000;
  const by = (name: WitnessName) => standing.witnesses.find((witness) => witness.name === name);
  const callback = by('callback');
  await say(NAMES.callback, callback?.agrees === true, callbackText(standing, seconds));
  for (const [name, of] of [
    ['check_by_id', NAMES.byId],
    ['check_by_reference', NAMES.byReference],
  ] as const) {
    const witness = by(name);
    const isRight = witness?.agrees === true;
    await say(of, isRight, witness?.status ?? `Paymega told nothing within ${seconds} s`);
  }
  const wanted = testOutcome(one.outcome);
  const { resolution, status } = await testPayment(tools.sql, id);
  const isAsWanted =
    status === wanted?.status && (wanted?.resolution == null || resolution === wanted.resolution);
  const seen = [status, resolution].filter((part) => part !== null).join(', ');
  const message = isAsWanted
    ? seen
    : `${seen} instead of ${[wanted?.status, wanted?.resolution].filter(Boolean).join(', ')}`;
  await say(NAMES.outcome, isAsWanted, message);
  await say(NAMES.books, standing.doBooksMatch, standing.doBooksMatch ? null : bookText(standing));
}

function callbackText({ witnesses, refusedCallback, status }: Standing, seconds: number): string | null {
  const callback = witnesses.find(({ name }) => name === 'callback');
  if (callback?.agrees) return `${callback.status}, its signature is right`;
  if (refusedCallback) return `a callback came and was refused: ${refusedCallback}`;
  if (!callback?.at) return `no callback came within ${seconds} s`;
  return `the last callback told ${callback.status}, and our book has ${status}`;
}

function bookText({ openDiscrepancies }: Standing): string {
  return openDiscrepancies > 0
    ? `${openDiscrepancies} open on the list of discrepancies`
    : 'Paymega’s book tells another state than ours';
}

async function refund(work: Work): Promise<void> {
  const { refundable } = await testPayment(work.tools.sql, work.id);
  if (!refundable) {
    const message = 'nothing was paid that could be refunded';
    await work.add({ name: NAMES.partial, state: 'skipped', message, tookMs: null });
    return;
  }
  const part = { ...refundable, minor: refundable.minor / 2n };
  // Of the smallest amount there is no part.
  const isDone =
    part.minor === 0n || (await giveBack(work, NAMES.partial, formatMinor(part.minor, part.exponent)));
  if (isDone) await giveBack(work, NAMES.full, null);
}

function giveBack(work: Work, name: string, amount: string | null): Promise<boolean> {
  const { tools, actor, settings, signal, id } = work;
  return timed(work, name, async () => {
    const before = await testPayment(tools.sql, id);
    const outcome = await sendRefund(tools, id, await orderRefund(tools, actor, id, amount), signal);
    if (outcome.kind === 'refused') return { isBroken: true, goesOn: false, message: outcome.message };
    await followTestPayment(tools, id, signal, settings.patienceMs);
    const standing = await standingOf(tools.sql, id);
    const { status, refundable } = await testPayment(tools.sql, id);
    const isLess = (refundable?.minor ?? 0n) < (before.refundable?.minor ?? 0n);
    if (outcome.kind === 'unknown') return { isBroken: true, goesOn: isLess, message: outcome.message };
    if (isConfirmed(standing) && isLess) return { isBroken: false, goesOn: true, message: status };
    const seconds = settings.patienceMs / 1000;
    return {
      isBroken: true,
      goesOn: false,
      message: `after ${seconds} s it is ${status}: ${callbackText(standing, seconds)}`,
    };
  });
}

type Came = { isBroken: boolean; goesOn: boolean; message: string | null };

/** A step with its time. @returns whether the case can go on */
async function timed(work: Work, name: string, step: () => Promise<Came>): Promise<boolean> {
  const began = performance.now();
  const { isBroken, goesOn, message } = await step().catch((error: unknown): Came => {
    if (!(error instanceof Refusal)) throw error;
    return { isBroken: true, goesOn: false, message: error.message };
  });
  const tookMs = Math.round(performance.now() - began);
  await work.add({ name, state: isBroken ? 'failed' : 'passed', message, tookMs });
  return goesOn;
}

/** What a check tells of a browser that there is not. */
const BROWSER = { ...USUAL_BROWSER, browser_user_agent: 'Counterfoil integration check' };
