import type { Permission } from '#identity/permissions/permissions.ts';

/** What an audited act was about: its name, and the page that shows it, where there is one. */
export type SubjectLink = {
  text: string;
  href: string | null;
  /** What the page asks for beyond the sight of the books. */
  needs?: Permission;
};

const encoded = encodeURIComponent;

/** By the kind of the subject, what follows the kind's name: an id, or the account's short name and an id. */
const LINKS: Readonly<Record<string, (rest: string) => SubjectLink>> = {
  account: (slug) => ({ text: slug, href: `/?account=${encoded(slug)}` }),
  alert: (id) => ({ text: `no. ${id}`, href: '/alerts' }),
  alert_channel: (id) => ({ text: `no. ${id}`, href: '/settings/alerts', needs: 'settings.change' }),
  bodies: (month) => ({ text: month.replaceAll('_', ' ').replace(':', 's, '), href: null }),
  check_batch: (id) => ({ text: `no. ${id}`, href: `/pending/status-checks/${id}` }),
  currency: (code) => ({ text: code, href: '/settings/currencies' }),
  database: () => ({ text: '', href: '/settings/status', needs: 'settings.change' }),
  customer_data: (slug) => ({ text: slug, href: '/settings/customer-data', needs: 'customer_data.export' }),
  day: (rest) => ofAccount(rest, (day) => `/reports/${encoded(day)}`),
  discrepancies: (slug) => ({ text: slug, href: `/discrepancies?account=${encoded(slug)}&state=all` }),
  discrepancy: (id) => ({ text: `no. ${id}`, href: `/discrepancies/${id}` }),
  address: (network) => ({ text: network, href: null }),
  export: (id) => ({ text: `no. ${id}`, href: '/reports/exports', needs: 'books.export' }),
  export_profile: (name) => ({ text: name, href: '/reports/exports/profiles', needs: 'books.export' }),
  fee_rate: (rest) => ofAccount(rest, (id) => `/reports/fees/rates/${id}`),
  integration_check: (id) => ({ text: `no. ${id}`, href: `/integration-checks/${id}` }),
  invoice: (rest) => ofAccount(rest, (id) => `/invoices/${encoded(id)}`),
  person: (id) => ({ text: `no. ${id}`, href: `/settings/people/${id}`, needs: 'people.manage' }),
  report_schedule: (id) => ({ text: `no. ${id}`, href: '/reports/schedules' }),
  run: (id) => ({ text: `no. ${id}`, href: `/runs/${id}` }),
  secrets: () => ({ text: '', href: null }),
  settings: () => ({ text: '', href: '/settings/people', needs: 'people.manage' }),
  statement_file: (id) => ({ text: `no. ${id}`, href: `/reports/statements/${id}` }),
  test_payment: (id) => ({ text: `no. ${id}`, href: `/test-payments/${id}` }),
  token: (name) => ({ text: name, href: '/settings/tokens', needs: 'tokens.manage' }),
};

/** Reads `run:7` or `invoice:shop:cpi_1`; of a kind that is not known here, the text as it stands, without a link. */
export function subjectLink(subject: string): SubjectLink {
  const [kind = '', ...rest] = subject.split(':');
  const link = Object.hasOwn(LINKS, kind) ? LINKS[kind] : undefined;
  return link ? link(rest.join(':')) : { text: subject, href: null };
}

function ofAccount(rest: string, page: (id: string) => string): SubjectLink {
  const [slug = '', ...id] = rest.split(':');
  const text = id.join(':');
  return { text, href: `${page(text)}?account=${encoded(slug)}` };
}
