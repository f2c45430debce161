const TOKEN = /("token"\s*:\s*)"(?:[^"\\]|\\.)*"/g;
const CARD_LIKE = /(?<![\d.])[2-6]\d{12,18}(?![\d.])/g;

/**
 * A document's text without what must never be stored or logged: bearer tokens and card numbers. The rest stays as it
 * was written.
 */
export function redact(text: string): string {
  return text
    .replace(TOKEN, '$1"[redacted]"')
    .replace(CARD_LIKE, (digits) => (passesLuhn(digits) ? `[card …${digits.slice(-4)}]` : digits));
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
