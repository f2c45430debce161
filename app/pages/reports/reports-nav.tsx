import { Tabs } from '../../ui/frame/tabs.tsx';

const PAGES = [
  { to: '/reports', label: 'Days', isExact: true },
  { to: '/reports/analytics', label: 'Analytics', isExact: true },
  { to: '/reports/fees', label: 'Fees', isExact: true },
  { to: '/reports/fees/rates', label: 'Fee rates', isExact: false },
  { to: '/reports/schedules', label: 'Scheduled', isExact: true },
  { to: '/reports/exports', label: 'Exports', isExact: true },
  { to: '/reports/exports/profiles', label: 'CSV profiles', isExact: true },
  { to: '/reports/statements', label: 'Statements', isExact: false },
];

/** The pages of the reports. */
export function ReportsNav() {
  return <Tabs label="Reports" tabs={PAGES} />;
}
