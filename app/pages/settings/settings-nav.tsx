import { Tabs } from '../../ui/frame/tabs.tsx';

const PAGES = [
  { to: '/settings/reconciliation', label: 'Reconciliation', isForAll: true },
  { to: '/settings/alerts', label: 'Alerts', isForAll: false },
  { to: '/settings/currencies', label: 'Currencies', isForAll: true },
  { to: '/settings/accounts', label: 'Accounts', isForAll: false },
  { to: '/settings/people', label: 'People', isForAll: false },
  { to: '/settings/tokens', label: 'API tokens', isForAll: false },
  { to: '/settings/status', label: 'Status', isForAll: false },
  { to: '/settings/customer-data', label: 'Customer data', isForAll: false },
];

/** The pages of the settings; those of accounts, people and tokens are for admins. */
export function SettingsNav({ isAdmin }: { isAdmin: boolean }) {
  return <Tabs label="Settings" tabs={PAGES.filter(({ isForAll }) => isForAll || isAdmin)} />;
}
