import { STATEMENT_KINDS } from '#db/values.ts';

export { STATEMENT_KINDS };
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** The files of Paymega's portal, in words. */
export const KIND_LABELS: Readonly<Record<StatementKind, string>> = {
  transactions: 'Transactions of a day',
  trial_balance: 'Trial balance',
  invoices: 'Invoice export',
};

type Field = {
  readonly label: string;
  readonly kinds: readonly StatementKind[];
  /** Headers under which it is known, as `headerKey` writes them. */
  readonly headers: readonly string[];
};

const ALL = STATEMENT_KINDS;
const LINES = ['transactions', 'invoices'] as const;

function field(label: string, kinds: readonly StatementKind[], ...headers: string[]): Field {
  return { label, kinds, headers };
}

/**
 * What a column can hold, in the order in which a person is asked for it. Columns of other things are not
 * read.
 */
export const FIELDS = {
  at: field(
    'Time or day',
    ['transactions', 'trial_balance'],
    ...['at', 'date', 'day', 'time', 'datetime', 'date_time', 'timestamp', 'created', 'created_at', 'booked'],
    ...['business_day', 'transaction_date', 'transaction_time', 'booking_date', 'booked_at', 'value_date'],
    ...['operation_date', 'period', 'datum', 'buchungsdatum', 'zeit', 'fecha', 'data', 'processed_at'],
  ),
  created: field(
    'Created',
    ['invoices'],
    'created',
    'created_at',
    'creation_date',
    'created_on',
    'date',
    'erstellt',
    'datum',
  ),
  updated: field('Updated', ['invoices'], 'updated', 'updated_at', 'last_updated', 'modified', 'geandert'),
  invoice_id: field(
    'Invoice id',
    LINES,
    ...['invoice', 'invoice_id', 'payment_invoice', 'payment_invoice_id', 'payment_id', 'payment', 'cpi'],
    ...['object_id', 'source_id', 'rechnung', 'zahlung'],
  ),
  transaction_id: field(
    'Transaction id',
    ['transactions'],
    ...['transaction', 'transaction_id', 'operation_id', 'entry_id', 'tx_id', 'txn_id', 'transaction_no'],
  ),
  reference_id: field(
    'Reference',
    LINES,
    ...['reference', 'reference_id', 'merchant_reference', 'order', 'order_id', 'order_number', 'order_no'],
    ...['merchant_order_id', 'external_id', 'referenz', 'bestellnummer', 'bestellung'],
  ),
  type: field(
    'Type',
    ['transactions'],
    ...['type', 'transaction_type', 'operation', 'operation_type', 'entry_type', 'kind', 'art', 'typ'],
  ),
  amount: field(
    'Amount',
    ALL,
    ...['amount', 'gross', 'gross_amount', 'sum', 'transaction_amount', 'turnover', 'volume', 'betrag'],
    ...['umsatz', 'brutto', 'importe', 'montant', 'value'],
  ),
  credit: field(
    'Credit',
    ['transactions', 'trial_balance'],
    'credit',
    'credits',
    'in',
    'haben',
    'gutschrift',
  ),
  debit: field('Debit', ['transactions', 'trial_balance'], 'debit', 'debits', 'out', 'soll', 'lastschrift'),
  fee: field(
    'Fee',
    ALL,
    ...['fee', 'fees', 'fee_amount', 'commission', 'charges', 'gebuhr', 'gebuhren', 'entgelt', 'kosten'],
  ),
  net: field(
    'Net',
    ['transactions', 'trial_balance'],
    'net',
    'net_amount',
    'change',
    'movement',
    'netto',
    'effect',
  ),
  opening_balance: field(
    'Opening balance',
    ['trial_balance'],
    ...['opening_balance', 'opening', 'balance_before', 'start_balance', 'balance_start', 'anfangssaldo'],
  ),
  balance: field(
    'Balance after it',
    ['transactions', 'trial_balance'],
    ...['balance', 'running_balance', 'balance_after', 'closing_balance', 'closing', 'end_balance'],
    ...['available_balance', 'balance_end', 'saldo', 'kontostand', 'endsaldo', 'solde'],
  ),
  reserved_balance: field(
    'Reserved balance',
    ALL,
    ...['reserved_balance', 'reserve', 'reserve_balance', 'rolling_reserve', 'reserved', 'processed_reserve'],
    ...['reservierter_saldo'],
  ),
  currency: field('Currency', ALL, 'currency', 'ccy', 'currency_code', 'wahrung', 'moneda', 'devise'),
  service: field(
    'Service',
    LINES,
    ...['service_code', 'service', 'payment_service', 'method', 'payment_method', 'dienst'],
  ),
  description: field(
    'Description',
    ['transactions'],
    ...['description', 'details', 'comment', 'purpose', 'text', 'beschreibung', 'verwendungszweck'],
  ),
  status: field('Status', ['invoices'], 'status', 'state', 'invoice_status', 'payment_status', 'zustand'),
  processed_amount: field(
    'Processed amount',
    ['invoices'],
    'processed_amount',
    'paid_amount',
    'processed',
    'paid',
  ),
  processed_fee: field('Processed fee', ['invoices'], 'processed_fee', 'fee_charged', 'charged_fee'),
  refunded_amount: field(
    'Refunded amount',
    ['invoices', 'trial_balance'],
    ...['refunded_amount', 'refunded', 'refunds', 'refund_amount', 'erstattet'],
  ),
  charged_back_amount: field(
    'Charged back amount',
    ['invoices', 'trial_balance'],
    ...['charged_back_amount', 'charged_back', 'chargebacks', 'chargeback_amount', 'chargeback'],
  ),
  charged_back_fee: field(
    'Charge-back fee',
    ['invoices', 'trial_balance'],
    ...['charged_back_fee', 'chargeback_fee', 'chargeback_fees', 'dispute_fee'],
  ),
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];

/** The fields that a file of this kind can have. */
export function fieldsOf(kind: StatementKind): readonly FieldName[] {
  return FIELD_NAMES.filter((name) => (FIELDS[name].kinds as readonly StatementKind[]).includes(kind));
}

/**
 * Columns that speak of people (Paymega's own: customer, customer_metadata, payer): none of them is ever
 * kept.
 */
const OF_PEOPLE =
  /(^|_)(customers?|payers?|clients?|kunden?|cliente|buyers?|card_?holders?|holder|emails?|e_mail|phones?|ip|address)(_|$)/;

/** Whether a column of this header speaks of people. */
export function isOfPeople(header: string): boolean {
  return OF_PEOPLE.test(headerKey(header));
}

/** A header as it is compared: `Service Code`, `service-code` and `service_code` are one. */
export function headerKey(header: string): string {
  return header
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
}
