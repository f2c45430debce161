import type { Account } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { dayBefore } from '#identity/accounts/day-range.ts';
import { may, type Permission, type Role } from '#identity/permissions/permissions.ts';
import type { Mode } from '#paymega/mode.ts';
import type { Act } from '../ui/frame/palette-hits.tsx';
import { inMode } from '../ui/values/in-mode.ts';

type Offered = Act & { permission: Permission /** Other words for it. */; also: string };

/** What somebody of this role may do at once from anywhere, of that what a text means; all of it for no text. */
export function actsOf(
  { role }: { role: Role },
  { slug, timeZone }: Pick<Account, 'slug' | 'timeZone'>,
  text: string,
  mode: Mode,
  now: Date,
): Act[] {
  const today = dayAt(now, timeZone);
  const yesterday = dayBefore(today);
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return offered(slug, { today, yesterday }, mode)
    .filter(({ permission }) => may(role, permission))
    .filter(({ label, also }) => words.every((word) => `${label} ${also}`.toLowerCase().includes(word)))
    .map(({ permission: _permission, also: _also, ...act }) => act);
}

function offered(slug: string, of: { today: string; yesterday: string }, mode: Mode): Offered[] {
  const { today, yesterday } = of;
  return [
    {
      ...{ permission: 'run.create', label: 'Reconcile today now', also: 'run now start' },
      post: { action: `/runs?account=${encodeURIComponent(slug)}`, fields: { from: today, to: today } },
    },
    {
      ...{ permission: 'day.close', label: `Close yesterday, ${yesterday}`, also: 'sign the day' },
      href: `/reports/${yesterday}#closing`,
    },
    {
      ...{
        permission: 'status_check.create',
        label: 'Check all that are pending',
        also: 'ask paymega status',
      },
      href: inMode('/pending', mode),
    },
    {
      ...{ permission: 'test_payment.create', label: 'Create a test payment', also: 'new card' },
      href: '/test-payments',
    },
    {
      ...{ permission: 'books.export', label: 'Export a list', also: 'csv xlsx download file' },
      href: inMode('/reports/exports', mode),
    },
    {
      ...{ permission: 'statement.import', label: 'Import a statement', also: 'upload portal report' },
      href: '/reports/statements',
    },
    {
      ...{ permission: 'people.manage', label: 'Add a person', also: 'invite people' },
      href: '/settings/people',
    },
  ];
}
