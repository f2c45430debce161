import type { LINE_TYPES } from '#db/values.ts';

export type LineType = (typeof LINE_TYPES)[number];

/** Words by which a line is known, the narrower ones first. What a portal calls them is assumed. */
const WORDS: readonly [LineType, RegExp][] = [
  ['chargeback_fee', /(charge[ _-]?back|dispute)[ _-]?(fee|commission|charge)|rückbelastungsgebühr/i],
  ['chargeback', /charge[ _-]?back|charged[ _-]?back|dispute|rückbuchung|rückbelastung/i],
  ['refund', /refund|returned|reversal|erstattung|reembolso|remboursement/i],
  ['payout', /pay[ _-]?out|settlement|withdraw|transfer|auszahlung|überweisung/i],
  ['reserve', /reserve|holdback|rolling/i],
  ['fee', /^(?!.*(payment|sale)).*(\bfees?\b|commission|gebühr|subscription)/i],
  [
    'payment',
    /pay[ _-]?in|payment|sale|purchase|capture|charge|deposit|invoice|zahlung|verkauf|pago|paiement/i,
  ],
];

const PLAIN: ReadonlyMap<string, LineType> = new Map(
  ['payment', 'sale', 'refund', 'chargeback', 'fee', 'payout'].flatMap((word) => {
    const type = byPattern(word);
    return type ? [[word, type] as const] : [];
  }),
);

/**
 * What a line is about: by its type, else by its description, else by its sign: what was taken is a
 * payment, and what of an invoice was given back a refund.
 */
export function lineTypeOf(
  type: string | null,
  description: string | null,
  amount: bigint,
  isOfInvoice: boolean,
): LineType {
  for (const text of [type, description]) {
    const known = text === null ? undefined : (PLAIN.get(text) ?? byPattern(text));
    if (known) return known;
  }
  if (amount > 0n) return 'payment';
  return amount < 0n && isOfInvoice ? 'refund' : 'other';
}

function byPattern(text: string): LineType | undefined {
  return WORDS.find(([, words]) => words.test(text))?.[0];
}

/** Whether words say that something was taken back again: a charge-back that was won, say. */
export function isReversed(type: string | null, description: string | null): boolean {
  return /(charge[ _-]?back|refund|dispute)[ _-]?(reversal|reversed|won|cancel)/i.test(
    `${type ?? ''} ${description ?? ''}`,
  );
}
