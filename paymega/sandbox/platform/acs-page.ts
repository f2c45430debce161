import { type Answer, htmlAnswer } from './answer.ts';
import type { Fields } from './challenge-variants.ts';

/** What the bank sends back, and how. */
export type BankAnswer = { method: 'GET' | 'POST'; action: string; fields: Fields };

/** The page on which a payer confirms or cancels: each button sends what the bank answers then. */
export function challengePage(confirmed: BankAnswer, cancelled: BankAnswer): Answer {
  const forms = form('confirm', 'Confirm payment', confirmed) + form('cancel', 'Cancel', cancelled);
  const intro = '<h1>Your bank</h1><p>A shop asks for a payment with your test card. Is it you?</p>';
  return htmlAnswer(200, page(intro + forms));
}

/** The page of a bank that does not know the challenge. */
export function unknownChallenge(): Answer {
  return htmlAnswer(400, page('<h1>Your bank</h1><p>This payment is not known here.</p>'));
}

/** The page of a bank that never comes to an end: nothing on it leads back. */
export function silentPage(): Answer {
  return htmlAnswer(200, page('<h1>Your bank</h1><p>Please wait.</p>'));
}

function form(id: string, label: string, { method, action, fields }: BankAnswer): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const head = `<form id="${id}" method="${method.toLowerCase()}" action="${escaped(action)}">`;
  return `${head}${inputs.join('')}<button>${label}</button></form>`;
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
