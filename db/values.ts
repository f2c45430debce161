// The closed sets that the database holds its columns to: written once, for its checks and for the types of
// the code.

/** Live and test payments. (paymega/attributes.ts has the same of the wire, which knows no database.) */
export const MODES = ['live', 'test'] as const;

/** Whose word about an invoice it is. */
export const SOURCES = ['callback', 'private_api', 'person'] as const;

/** What can have become of a callback. */
export const VERDICTS = ['new', 'newer', 'same', 'stale', 'conflicting', 'quarantined'] as const;

/** What can have come of a status check; `no_answer` is never evidence about the invoice. */
export const CHECK_OUTCOMES = ['found', 'not_found', 'no_answer', 'quarantined'] as const;

/** Why a status check is made. */
export const ASKED_BY = ['person', 'run', 'pending', 'callback', 'creation'] as const;

/** How bad a discrepancy can be. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

export const DISCREPANCY_STATES = ['open', 'in_review', 'resolved'] as const;

/** How a discrepancy can end. */
export const RESOLUTIONS = [
  'healed',
  'accepted_theirs',
  'kept_ours',
  'refunded',
  'written_off',
  'fixed_by_paymega',
  'not_an_issue',
] as const;

/** What can happen to a discrepancy. */
export const DISCREPANCY_ACTS = [
  'opened',
  'changed',
  'assigned',
  'noted',
  'resolved',
  'closed',
  'reopened',
] as const;

export const RUN_STATES = ['queued', 'running', 'finished', 'failed', 'cancelled'] as const;

/** The phases of a run, in their order. */
export const RUN_PHASES = ['fetch', 'recheck', 'compare', 'apply', 'done'] as const;

/** Who has ordered a run. */
export const RUN_TRIGGERS = ['schedule', 'person', 'program', 'example'] as const;

export const RUN_SCOPES = ['recent', 'deep', 'sweep', 'window'] as const;

/** What can come between us and Paymega. (paymega/errors.ts says what each is, and knows no database.) */
export const PAYMEGA_FAULTS = [
  'unauthorised',
  'forbidden',
  'invalid',
  'rate_limited',
  'server_error',
  'timed_out',
  'unreachable',
  'unreadable',
] as const;

/** How the list went that is sorted by change. */
export const CHANGES_OUTCOMES = ['read', 'ignored', 'refused', 'no_answer'] as const;

/**
 * How far a test payment has come: asked for, created, paid with a card, authenticated at the bank. The outcome of the
 * payment is its invoice's.
 */
export const TEST_PAYMENT_STATES = [
  'draft',
  'creating',
  'not_created',
  'creation_unknown',
  'mismatched',
  'created',
  'paying',
  'sale_refused',
  'sale_unknown',
  'sent',
  'challenged',
  'returned',
] as const;

/** The exchanges with others of which a test payment is made. */
export const TEST_PAYMENT_STEPS = [
  'pre_request',
  'creation',
  'sale',
  'challenge',
  'bank_answer',
  'check_by_id',
  'check_by_reference',
  'refund',
] as const;

/** What came of such a step; null while it goes on. */
export const STEP_OUTCOMES = ['done', 'refused', 'unknown', 'mismatched', 'kept'] as const;

/** Where the bank is to send its answer: to Paymega, or to us, who send it on. */
export const BANK_ANSWERS_TO = ['provider', 'us'] as const;

export const INTEGRATION_CHECK_STATES = ['running', 'passed', 'failed', 'broken_off'] as const;

/** From the least to the most that somebody may do. */
export const ROLES = ['viewer', 'finance', 'operator', 'admin'] as const;

/** Where somebody's day begins: the overview with yesterday or with stuck money first, or a list. */
export const START_PAGES = ['yesterday', 'stuck_money', 'discrepancies', 'pending', 'reports'] as const;

/** What somebody has shown so far: a password alone opens nothing where a second factor is asked for. */
export const SESSION_STAGES = ['code', 'enrolment', 'full'] as const;

export const SECRET_KINDS = ['api_key', 'live_secret', 'test_secret'] as const;

/** Where the keys of an account are kept. */
export const KEY_KEEPERS = ['environment', 'console'] as const;

export const LISTS_WITH_VIEWS = ['discrepancies', 'invoices'] as const;

/** The lists whose columns can be hidden. */
export const LISTS = [...LISTS_WITH_VIEWS, 'pending', 'callbacks', 'runs'] as const;

/** Whose word about a payment it is: what we were told, or what Paymega's private API tells. */
export const BOOKS = ['ours', 'theirs'] as const;

/** The steps of UTC by which movements are summed, beside quarters of an hour. */
export const SPANS = ['hour', 'day', 'month'] as const;

/** What can happen to a payment on a day: money comes or goes, or it ends without. */
export const MOVEMENT_KINDS = [
  'processed',
  'refunded',
  'charged_back',
  'failed',
  'expired',
  'terminated',
] as const;

/** The views of a day by which it can be signed off: the payments created on it, or the money that moved on it. */
export const SIGNED_VIEWS = ['created', 'money'] as const;

/** In which formats a signed day keeps its file. */
export const SIGNED_FILES = ['csv', 'pdf'] as const;
/** How an export can be written. */
export const EXPORT_FORMATS = ['csv', 'xlsx', 'jsonl'] as const;

/** What parts the cells of a CSV. */
export const DELIMITERS = ['comma', 'semicolon', 'tab', 'bar'] as const;

export const DECIMAL_SIGNS = ['point', 'comma'] as const;

/** How a CSV writes a time: with its zone and fractions (`exact`), or to the second as a spreadsheet reads it. */
export const DATE_FORMS = ['exact', 'iso', 'german', 'uk', 'us'] as const;
/** What a percentage of an agreed fee rate is of: what was paid of the order, or all that the payer paid. */
export const FEE_BASES = ['order', 'received'] as const;

/** By what a fee rate chooses its tier: the money of the calendar month before, or the base of the payment itself. */
export const FEE_TIERS_BY = ['volume', 'amount'] as const;

/** How a percentage is brought to the currency's minor unit. */
export const FEE_ROUNDINGS = ['half_up', 'half_even', 'down'] as const;

/** Whether a person entered a fee rate, or accepted one that was inferred from payments. */
export const FEE_ORIGINS = ['entered', 'inferred'] as const;
/** The files that Paymega's portal makes. */
export const STATEMENT_KINDS = ['transactions', 'trial_balance', 'invoices'] as const;

/** What a line of a statement is about; `invoice` and `balance` are the rows of the other two files. */
export const LINE_TYPES = [
  'payment',
  'refund',
  'chargeback',
  'chargeback_fee',
  'fee',
  'payout',
  'reserve',
  'other',
  'invoice',
  'balance',
] as const;

/**
 * By which secret of an account a callback is signed; an old one holds until the overlap of its rotation is
 * over.
 */
export const SIGNED_WITH = ['live', 'test', 'old_live', 'old_test'] as const;

/** What came of a line when it was matched with the books. */
export const LINE_STATES = ['matched', 'grouped', 'differs', 'only_in_statement'] as const;

/** After what a scheduled report is made. */
export const REPORT_PERIODS = ['day', 'week', 'month'] as const;

/** Where a scheduled report can go. */
export const REPORT_CHANNELS = ['email', 'folder', 'webhook'] as const;

export const DELIVERY_STATES = ['due', 'delivered', 'failed'] as const;

/** What people are alerted to. (reconciliation/alerts/rules.ts says what each means, and what to do.) */
export const ALERT_RULES = [
  'critical_discrepancy',
  'stuck_money',
  'no_callbacks',
  'refused_burst',
  'wrong_secret',
  'run_failed',
  'run_late',
  'day_not_closed',
  'api_refuses',
  'disk_low',
  'database_trouble',
] as const;

/** Where an alert can go. */
export const ALERT_CHANNELS = ['email', 'slack', 'webhook'] as const;

/** What a channel was told of an alert. */
export const ALERT_NEWS = ['opened', 'resolved'] as const;

/** Why somebody is told of a discrepancy by mail. */
export const NOTICE_REASONS = ['assigned', 'mentioned'] as const;

/** What a process is started as. */
export const PROCESSES = ['web', 'worker', 'all'] as const;

/** What has bodies that are kept by the month. */
export const BODY_SOURCES = ['callback', 'status_check'] as const;
