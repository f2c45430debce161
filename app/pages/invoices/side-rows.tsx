import type { ReactNode } from 'react';
import type { BookSide, BothSides } from '#reconciliation/books/invoice.ts';
import { Foreign } from '../../ui/values/foreign.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import type { Amount } from '../../ui/values/money.tsx';
import { Money } from '../../ui/values/money.tsx';
import { serviceLabel } from '../../ui/values/service-label.ts';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';
import { visible } from '../../ui/values/visible.ts';

type Value = string | Date | Amount | null;

const FIELDS = [
  ['Status', 'status'],
  ['Resolution', 'resolution'],
  ['Mode', 'mode'],
  ['Reference', 'referenceId'],
  ['Service', 'service'],
  ['Amount', 'amount'],
  ['Payment amount', 'paymentAmount'],
  ['Fee', 'fee'],
  ['Deposit', 'deposit'],
  ['Processed', 'processedAmount'],
  ['Processed fee', 'processedFee'],
  ['Processed deposit', 'processedDeposit'],
  ['Refunded', 'refundedAmount'],
  ['Charged back', 'chargedBackAmount'],
  ['Processed at', 'processedAt'],
  ['Created', 'createdAt'],
  ['Updated', 'updatedAt'],
] as const satisfies readonly (readonly [string, keyof BookSide])[];

type Field = (typeof FIELDS)[number][1];

const INFERRED: Partial<Record<Field, (side: BookSide) => Amount | null>> = {
  processedAmount: (side) => side.inferredReceived,
  refundedAmount: (side) => (side.status === 'charged_back' ? null : side.inferredReturned),
  chargedBackAmount: (side) => (side.status === 'charged_back' ? side.inferredReturned : null),
};

/** Whether our book has heard of it since Paymega was asked last: then what differs may only be older. */
export function hasReceivedSince({
  receivedAt,
  askedAt,
}: Pick<BothSides, 'receivedAt' | 'askedAt'>): boolean {
  return receivedAt !== null && askedAt !== null && receivedAt > askedAt;
}

/** Both books on one invoice, field by field; a field that one side was not told of does not differ. */
export function sideRows({ ours, theirs }: Pick<BothSides, 'ours' | 'theirs'>, zone: string) {
  return FIELDS.map(([label, field]) => {
    const [a, b]: [Value, Value] = [ours?.[field] ?? null, theirs?.[field] ?? null];
    return {
      label,
      ours: noted(field, ours, fieldText(field, a, zone)),
      theirs: noted(field, theirs, fieldText(field, b, zone)),
      differs: a !== null && b !== null && key(a) !== key(b),
    };
  });
}

/** What was told, with what follows from the status alone beside it: a figure inferred is never shown as one told. */
function noted(field: Field, side: BookSide | null, value: ReactNode): ReactNode {
  if (field === 'updatedAt' && side?.isAhead) {
    return (
      <>
        {value} <span className="text-warn">ahead of our clock, so not used</span>
      </>
    );
  }
  const inferred = side && INFERRED[field]?.(side);
  if (!inferred) return value;
  return (
    <>
      {value} <Money amount={inferred} /> <span className="text-muted">inferred from the status</span>
    </>
  );
}

function key(value: Value): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object' && value !== null) return `${value.minor} ${value.currency}`;
  return String(value);
}

function fieldText(field: Field, value: Value, zone: string): ReactNode {
  if (value === null) return '—';
  if (value instanceof Date) return <Time at={value} zone={zone} />;
  if (typeof value === 'object') return <Money amount={value} />;
  if (field === 'status') return <Status status={value} />;
  if (field === 'service') return <span title={visible(value)}>{serviceLabel(value)}</span>;
  return field === 'resolution' || field === 'mode' ? labelOf(value) : <Foreign text={value} />;
}
