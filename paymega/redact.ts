const TOKEN = /("token"\s*:\s*)"(?:[^"\\]|\\.)*(?:"|\\?$)/g;
// A string, or a number outside of one. Our own references are not touched: they stand in the book as they are.
const PARTS =
  /("reference_id"\s*:\s*"(?:[^"\\]|\\.)*")|("(?:[^"\\]|\\.)*(?:"|\\?$))|(?<![\d.])\d{13,19}(?!\d|\.\d)/g;
// As one run of digits, or in the groups in which they stand on a card.
const CARD_LIKE =
  /(?<![\d.])(?:[2-6]\d{12,18}|[2-6]\d{3}([ -])\d{4}\1\d{4}\1\d{1,7}|3\d{3}([ -])\d{6}\2\d{4,5})(?!\d|\.\d)/g;

/**
 * A document's text without what must never be stored or logged: bearer tokens and card numbers, also where the text was
 * cut off. The rest stays as it was written, and JSON stays JSON.
 */
export function redact(text: string): string {
  return text
    .replace(TOKEN, '$1"[redacted]"')
    .replace(PARTS, (part, reference?: string, inQuotes?: string) => {
      if (reference) return reference;
      return inQuotes ? withoutCards(part) : withoutCards(part, '"');
    });
}

function withoutCards(text: string, quote = ''): string {
  return text.replace(CARD_LIKE, (found) => {
    const digits = found.replace(/\D/g, '');
    return passesLuhn(digits) ? `${quote}[card …${digits.slice(-4)}]${quote}` : found;
  });
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
