import { ROLES } from '#db/values.ts';

export { ROLES };
export type Role = (typeof ROLES)[number];

/** What may be done here, and by which role. Every loader, action and API route asks this table. */
const MAY = {
  // One's own password, second factor and sessions.
  'self.manage': ['viewer', 'finance', 'operator', 'admin'],
  'books.read': ['viewer', 'finance', 'operator', 'admin'],
  'books.export': ['finance', 'operator', 'admin'],
  'status_check.create': ['operator', 'admin'],
  'test_payment.create': ['operator', 'admin'],
  'discrepancy.resolve': ['finance', 'operator', 'admin'],
  'alert.acknowledge': ['finance', 'operator', 'admin'],
  'day.close': ['finance', 'admin'],
  'day.reopen': ['admin'],
  'reports.schedule': ['finance', 'admin'],
  'fees.manage': ['finance', 'admin'],
  'statement.import': ['finance', 'admin'],
  'quarantine.replay': ['operator', 'admin'],
  // To verify a refused one again, and take it in.
  'callback.take_in': ['operator', 'admin'],
  'run.create': ['finance', 'operator', 'admin'],
  'audit.read': ['finance', 'operator', 'admin'],
  'customer_data.export': ['admin'],
  'settings.change': ['admin'],
  'accounts.manage': ['admin'],
  'people.manage': ['admin'],
  'tokens.manage': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof MAY;

export const PERMISSIONS = Object.keys(MAY) as readonly Permission[];

/** Whether this role may do this. */
export function may(role: Role, permission: Permission): boolean {
  return (MAY[permission] as readonly Role[]).includes(role);
}
