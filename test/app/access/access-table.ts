import type { Permission } from '#identity/permissions/permissions.ts';

/**
 * What an address asks of the one who calls it: a permission of permissions.ts; `open` to everybody; `nothing` is there
 * by this method, whoever asks; `signature` is Paymega's, which no person and no program has; `half` is for those whose
 * password was right and whose code is still asked for.
 */
export type Demand = Permission | 'open' | 'nothing' | 'signature' | 'half';

const page = (GET: Demand, POST: Demand = 'nothing') => ({ GET, POST });

/** Every address of app/routes.ts, and what it asks for. A new one fails the test until it stands here. */
export const ACCESS: Readonly<Record<string, { GET: Demand; POST: Demand }>> = {
  '/sign-in': page('open', 'open'),
  '/sign-in/code': page('half', 'half'),
  '/session/end': page('open', 'open'),
  '/session/account': page('open', 'books.read'),
  '/password/forgotten': page('open', 'open'),
  '/password/:secret': page('open', 'open'),
  '/me': page('self.manage'),
  '/me/password': page('self.manage', 'self.manage'),
  '/me/start-page': page('self.manage', 'self.manage'),
  '/me/mails': page('self.manage', 'self.manage'),
  '/me/name': page('self.manage', 'self.manage'),
  '/me/theme': page('nothing', 'self.manage'),
  '/me/recovery-codes': page('self.manage', 'self.manage'),
  '/me/second-factor/removal': page('self.manage', 'self.manage'),
  '/me/sessions': page('nothing', 'self.manage'),
  '/me/other-sessions': page('nothing', 'self.manage'),
  '/me/second-factor': page('self.manage', 'self.manage'),
  '/': page('books.read'),
  '/accounts': page('books.read'),
  '/discrepancies': page('books.read'),
  '/discrepancies/resolve-all': page('discrepancy.resolve', 'discrepancy.resolve'),
  '/discrepancies/:id/notes': page('books.read', 'discrepancy.resolve'),
  '/discrepancies/:id': page('books.read'),
  '/discrepancies/export': page('books.export'),
  '/discrepancies/proof': page('books.export'),
  '/discrepancies/resolutions': page('books.read', 'discrepancy.resolve'),
  '/discrepancies/assignments': page('books.read', 'discrepancy.resolve'),
  '/discrepancies/resolution': page('books.read', 'discrepancy.resolve'),
  '/discrepancies/assignment': page('books.read', 'discrepancy.resolve'),
  '/discrepancies/status-checks': page('nothing', 'status_check.create'),
  '/discrepancies/undo': page('nothing', 'discrepancy.resolve'),
  '/me/views': page('nothing', 'self.manage'),
  '/me/views/removals': page('nothing', 'self.manage'),
  '/me/columns': page('nothing', 'self.manage'),
  '/discrepancies/:id/resolution': page('books.read', 'discrepancy.resolve'),
  '/discrepancies/:id/reopening': page('nothing', 'discrepancy.resolve'),
  '/discrepancies/:id/assignment': page('books.read', 'discrepancy.resolve'),
  '/invoices': page('books.read'),
  '/invoices/:id': page('books.read'),
  '/invoices/:id/bodies/:kind/:entry': page('books.read'),
  '/invoices/:id/bodies/:kind/:entry/file': page('books.read'),
  '/invoices/:id/proof': page('books.export'),
  '/invoices/export': page('books.export'),
  '/pending/export': page('books.export'),
  '/reports/callbacks/export': page('books.export'),
  '/runs/export': page('books.export'),
  '/test-payments/export': page('books.export'),
  '/invoices/:id/status-checks': page('nothing', 'status_check.create'),
  '/pending': page('books.read'),
  '/pending/status-checks': page('nothing', 'status_check.create'),
  '/pending/status-checks/:id': page('books.read'),
  '/pending/status-checks/:id/cancellation': page('nothing', 'status_check.create'),
  '/pending/status-checks/:id/resumption': page('nothing', 'status_check.create'),
  '/callbacks': page('books.read', 'signature'),
  '/received-callbacks/:id': page('books.read'),
  '/refused-callbacks/:id': page('books.read'),
  '/refused-callbacks/:id/verifications': page('nothing', 'callback.take_in'),
  '/quarantine/replays': page('nothing', 'quarantine.replay'),
  '/alerts': page('books.read'),
  '/alerts/runbook': page('books.read'),
  '/alerts/subscription': page('books.read', 'books.read'),
  '/alerts/:id/acknowledgement': page('nothing', 'alert.acknowledge'),
  '/runs': page('books.read', 'run.create'),
  '/runs/:id': page('books.read'),
  '/runs/:id/cancellation': page('nothing', 'run.create'),
  '/reports': page('books.read'),
  '/reports/exports': page('books.export'),
  '/reports/exports/new': page('books.export', 'books.export'),
  '/reports/exports/profiles': page('books.export', 'books.export'),
  '/reports/exports/profiles/removals': page('nothing', 'books.export'),
  '/reports/exports/:id/manifest': page('books.export'),
  '/reports/exports/:id/file': page('books.export'),
  '/reports/analytics': page('books.read'),
  '/reports/fees': page('books.read'),
  '/reports/fees/payments': page('books.read'),
  '/reports/fees/inference': page('fees.manage'),
  '/reports/fees/rates': page('books.read', 'fees.manage'),
  '/reports/fees/rates/:id': page('books.read'),
  '/reports/fees/rates/:id/ending': page('books.read', 'fees.manage'),
  '/reports/fees/rates/:id/withdrawal': page('nothing', 'fees.manage'),
  '/reports/statements': page('books.read', 'statement.import'),
  '/reports/statements/:id': page('books.read'),
  '/reports/statements/uploads/:id': page('statement.import', 'statement.import'),
  '/reports/statements/uploads/:id/import': page('statement.import', 'statement.import'),
  '/reports/statements/uploads/:id/removal': page('nothing', 'statement.import'),
  '/reports/:day': page('books.read'),
  '/reports/days/export': page('books.export'),
  '/reports/closes/:id/file': page('books.export'),
  '/reports/schedules': page('books.read', 'reports.schedule'),
  '/reports/schedules/:id/sendings': page('nothing', 'reports.schedule'),
  '/reports/schedules/:id/changes': page('nothing', 'reports.schedule'),
  '/reports/closings': page('day.close', 'day.close'),
  '/reports/:day/confirmation': page('books.read', 'day.close'),
  '/reports/:day/closing': page('books.read', 'day.close'),
  '/reports/:day/reopening': page('books.read', 'day.close'),
  '/test-payments': page('books.read', 'test_payment.create'),
  '/test-payments/:id': page('books.read'),
  '/test-payments/:id/pre-request': page('books.read', 'test_payment.create'),
  '/test-payments/:id/creation': page('books.read', 'test_payment.create'),
  '/test-payments/:id/sale': page('books.read', 'test_payment.create'),
  '/test-payments/:id/bank': page('nothing', 'test_payment.create'),
  '/test-payments/:id/return': page('books.read'),
  '/test-payments/:id/status-checks': page('books.read', 'status_check.create'),
  '/test-payments/:id/refunds': page('books.read', 'test_payment.create'),
  '/integration-checks': page('nothing', 'test_payment.create'),
  '/integration-checks/:id': page('books.read'),
  '/settings/reconciliation': page('books.read', 'settings.change'),
  '/settings/reconciliation/trial': page('books.read', 'settings.change'),
  '/settings/alerts': page('settings.change', 'settings.change'),
  '/settings/alerts/channels': page('settings.change', 'settings.change'),
  '/settings/alerts/channels/:id/changes': page('nothing', 'settings.change'),
  '/settings/alerts/channels/:id/tests': page('nothing', 'settings.change'),
  '/settings/status': page('settings.change'),
  '/settings/currencies': page('books.read', 'settings.change'),
  '/settings/accounts': page('accounts.manage', 'accounts.manage'),
  '/settings/accounts/:id': page('accounts.manage', 'accounts.manage'),
  '/settings/accounts/:id/secrets': page('accounts.manage', 'accounts.manage'),
  '/settings/accounts/:id/retirements': page('nothing', 'accounts.manage'),
  '/settings/accounts/:id/connection-tests': page('accounts.manage', 'accounts.manage'),
  '/settings/accounts/:id/disabling': page('nothing', 'accounts.manage'),
  '/settings/accounts/:id/enabling': page('nothing', 'accounts.manage'),
  '/settings/second-factor': page('nothing', 'people.manage'),
  '/settings/people': page('people.manage', 'people.manage'),
  '/settings/people/:id': page('people.manage', 'people.manage'),
  '/settings/people/:id/password-links': page('people.manage', 'people.manage'),
  '/settings/people/:id/sessions': page('nothing', 'people.manage'),
  '/settings/people/:id/second-factor': page('nothing', 'people.manage'),
  '/settings/customer-data': page('customer_data.export'),
  '/settings/customer-data/file': page('nothing', 'customer_data.export'),
  '/settings/tokens': page('tokens.manage', 'tokens.manage'),
  '/settings/tokens/revocations': page('nothing', 'tokens.manage'),
  // Nothing is there, whoever asks: only the frame around the answer is for those who are signed in.
  '/*': page('open', 'open'),
  '/audit': page('audit.read'),
  '/audit/export': page('audit.read'),
  '/audit/head': page('audit.read'),
  '/live/:watched/:id': page('books.read'),
  '/search': page('books.read'),
  '/settings': page('books.read'),
  '/api/v1/invoices': page('books.read'),
  '/api/v1/discrepancies': page('books.read'),
  '/api/v1/callbacks': page('books.read'),
  '/api/v1/runs': page('books.read', 'run.create'),
  '/api/v1/runs/:id': page('books.read'),
  '/api/v1/exports/:list': page('books.export'),
  '/api/v1/openapi.json': page('open'),
  '/api/v1/*': page('books.read', 'books.read'),
};

/** An address of the table with what stands for `:id`, `:day` and `:secret`: rows that exist, where some do. */
export function addressOf(path: string, { invoiceId, ...known }: Known): string {
  const own = Object.entries(known.ids ?? {}).find(([above]) => path === `${above}/:id`)?.[1];
  return (
    path
      // Of nobody: it needs no fields to end the sessions of those who ask.
      .replace('/people/:id/sessions', '/people/987654/sessions')
      .replace('/invoices/:id', `/invoices/${invoiceId}`)
      .replace(':id', own ?? '1')
      .replace(':kind/:entry', known.body ?? 'callback/1')
      .replace(':list', 'invoices')
      .replace(':day', known.day ?? ':day')
      .replace('*', 'payments')
  );
}

/** Rows that stand in addresses. */
export type Known = {
  invoiceId: string;
  /** A body of the invoice's timeline. */
  body?: string;
  /** A business day that has a report. */
  day?: string;
  /** The row to show of what stands below a path, where it is not the first one. */
  ids?: Readonly<Record<string, string>>;
};
