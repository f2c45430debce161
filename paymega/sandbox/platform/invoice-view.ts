import { z } from 'zod';

const money = z.coerce.bigint();
const time = z.number().int();

const viewSchema = z.object({
  id: z.string(),
  mode: z.enum(['live', 'test']),
  currency: z.string(),
  /** Decimals of the amounts below, which are whole numbers of that unit. */
  exponent: z.number().int(),
  amount: money,
  paymentAmount: money,
  fee: money,
  deposit: money,
  processedAmount: money.nullable(),
  processedFee: money.nullable(),
  processedDeposit: money.nullable(),
  refundedAmount: money,
  refundedFee: money,
  chargedBackAmount: money,
  status: z.string(),
  resolution: z.string().nullable(),
  referenceId: z.string().nullable(),
  service: z.string(),
  description: z.string().nullable(),
  createdAt: time,
  updatedAt: time,
  processedAt: time.nullable(),
  refundedAt: time.nullable(),
  failedAt: time.nullable(),
  customerId: z.string().nullable(),
  callbackUrl: z.string().nullable(),
  returnUrl: z.string().nullable(),
  returnUrls: z.record(z.string(), z.string()),
  metadata: z.record(z.string(), z.unknown()),
  /** Attributes that this document does not carry at all: real ones leave some out. */
  leftOut: z.array(z.string()),
});

/** An invoice as Paymega shows it at one moment. Times in Unix seconds. */
export type InvoiceView = z.infer<typeof viewSchema>;

/** What a timeline's event sets. */
export type Patch = Partial<InvoiceView>;

/** What was changed from outside, as kept: its values may come from JSON, with amounts as text. */
export type Change = Readonly<Record<string, unknown>>;

/** Reads back an invoice that was kept as JSON. */
export function readView(value: unknown): InvoiceView {
  return viewSchema.parse(value);
}

/** An invoice with a change upon it. */
export function changed(view: InvoiceView, change: Change): InvoiceView {
  return viewSchema.parse({ ...view, ...change });
}
