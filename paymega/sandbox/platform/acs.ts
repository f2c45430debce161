import { type Answer, htmlAnswer, notFound } from './answer.ts';
import type { Call, Parts } from './parts.ts';
import { finishAttempt, openAttempt, readCreq, verdictOf } from './three-ds.ts';

/** The card holder's bank: the pages of a 3-D Secure challenge, and the addresses that its answers come back to. */
export function answerAcs(parts: Parts, call: Call): Answer {
  if (call.method !== 'POST') return notFound('the bank takes POST only');
  const form = new URLSearchParams(call.body);
  switch (call.path.join('/')) {
    case 'acs/3ds1':
      return challenge3ds1(parts, form);
    case 'acs/3ds2':
      return challenge3ds2(parts, form);
    case 'acs/return/3ds1':
      return finishAttempt(parts, form.get('PaRes') ?? '', form.get('MD') ?? '');
    case 'acs/return/3ds2':
      return finishAttempt(parts, verdictIn(form.get('cres') ?? ''), null);
    default:
      return notFound(`nothing is at ${call.url.pathname}`);
  }
}

/** 3-D Secure 1: the answer goes to whatever `TermUrl` the browser brought, which the shop may have replaced. */
function challenge3ds1(parts: Parts, form: URLSearchParams): Answer {
  const MD = form.get('MD') ?? '';
  const termUrl = form.get('TermUrl') ?? '';
  if (!openAttempt(parts, MD) || !form.get('PaReq') || !isWebAddress(termUrl)) return unknownChallenge();
  const answer = (isConfirmed: boolean) => ({ MD, PaRes: verdictOf(parts, MD, isConfirmed) });
  return challengePage(termUrl, answer(true), answer(false));
}

/** 3-D Secure 2: the answer goes to the address that `creq` carries. */
function challenge3ds2(parts: Parts, form: URLSearchParams): Answer {
  const creq = readCreq(form.get('creq') ?? '');
  if (!creq || !openAttempt(parts, creq.acsTransID) || !isWebAddress(creq.notificationURL)) {
    return unknownChallenge();
  }
  const answer = (isConfirmed: boolean) => {
    const acsTransID = verdictOf(parts, creq.acsTransID, isConfirmed);
    const cres = { messageType: 'CRes', acsTransID, transStatus: isConfirmed ? 'Y' : 'N' };
    return { cres: Buffer.from(JSON.stringify(cres)).toString('base64url') };
  };
  return challengePage(creq.notificationURL, answer(true), answer(false));
}

function verdictIn(cres: string): string {
  try {
    const { acsTransID }: { acsTransID?: unknown } = JSON.parse(Buffer.from(cres, 'base64url').toString());
    return typeof acsTransID === 'string' ? acsTransID : '';
  } catch {
    return '';
  }
}

function unknownChallenge(): Answer {
  return htmlAnswer(400, page('<h1>Your bank</h1><p>This payment is not known here.</p>'));
}

type Fields = Readonly<Record<string, string>>;

function challengePage(action: string, confirmed: Fields, cancelled: Fields): Answer {
  const forms = [
    form('confirm', 'Confirm payment', action, confirmed),
    form('cancel', 'Cancel', action, cancelled),
  ];
  const intro = '<h1>Your bank</h1><p>A shop asks for a payment with your test card. Is it you?</p>';
  return htmlAnswer(200, page(intro + forms.join('')));
}

function form(id: string, label: string, action: string, fields: Fields): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  return `<form id="${id}" method="post" action="${escaped(action)}">${inputs.join('')}<button>${label}</button></form>`;
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Your bank (sandbox)</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.5 system-ui;max-width:28rem;margin:4rem auto;padding:0 1rem}form{display:inline}
button{font:inherit;padding:.5rem 1rem;margin-right:.5rem}</style></head><body>${content}</body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
