import { useLocation } from '@remix-run/react';
import { type ReactNode, useEffect, useState } from 'react';
import type { Mode } from '#paymega/mode.ts';
import type { ReconciliationStatus } from '#reconciliation/comparison/reconciliation-status.ts';
import type { Notice as Words } from '../http/domain-errors.server.ts';
import { Notice } from '../ui/feedback/notice.tsx';
import { Toast } from '../ui/feedback/toast.tsx';
import { Undo } from '../ui/feedback/undo.tsx';
import type { NavItem } from '../ui/frame/nav.tsx';
import { NotReconciled } from '../ui/frame/not-reconciled.tsx';
import { Shell } from '../ui/frame/shell.tsx';
import type { Count } from '../ui/values/count-text.ts';
import { Foreign } from '../ui/values/foreign.tsx';

type FramedProps = {
  person: { email: string; label: string; role: string };
  account: { slug: string; name: string; zone: string };
  books: {
    accounts: readonly { slug: string; name: string }[];
    mode: Mode;
    mayAudit: boolean;
    unresolved: Count;
    pending: Count;
    /** Those that nobody looks after yet. */
    alerts: number;
    reconciliation: ReconciliationStatus;
    keysHref: string | null;
    proxyWarnings: readonly string[];
  };
  notice: Words | undefined;
  children: ReactNode;
};

/** A page of the account that is shown, with the ways to all others and what one should know now. */
export function Framed({ person, account, books, notice, children }: FramedProps) {
  const { accounts, mode, proxyWarnings } = books;
  const undo = useLastUndo(notice);
  const isInSettings = useLocation().pathname.startsWith('/settings');
  return (
    <Shell
      {...{ person, account, accounts, mode }}
      nav={navOf(books)}
      banner={
        notice ? (
          <Toast of={notice} tone={notice.tone}>
            <Foreign text={notice.message} />
            {notice.undo ? <Undo at={notice.undo} /> : null}
          </Toast>
        ) : undo ? (
          <div hidden>
            <Undo at={undo} />
          </div>
        ) : null
      }
    >
      <NotReconciled reconciliation={books.reconciliation} zone={account.zone} keysHref={books.keysHref} />
      {isInSettings
        ? proxyWarnings.map((message) => (
            <Notice key={message} tone="warn">
              {message}
            </Notice>
          ))
        : null}
      {children}
    </Shell>
  );
}

function navOf({ accounts, unresolved, pending, alerts, mayAudit }: FramedProps['books']): NavItem[] {
  return [
    ...(accounts.length > 1 ? [{ to: '/accounts', label: 'All accounts' }] : []),
    { to: '/', label: 'Overview' },
    { to: '/discrepancies', label: 'Discrepancies', count: unresolved },
    { to: '/invoices', label: 'Invoices' },
    { to: '/pending', label: 'Pending', count: pending },
    { to: '/callbacks', label: 'Callbacks' },
    { to: '/runs', label: 'Runs' },
    { to: '/alerts', label: 'Alerts', count: alerts },
    { to: '/reports', label: 'Reports' },
    { to: '/test-payments', label: 'Test payments' },
    ...(mayAudit ? [{ to: '/audit', label: 'Audit' }] : []),
    { to: '/settings/reconciliation', label: 'Settings', within: '/settings' },
  ];
}

/**
 * What the key z takes back: the resolution made last, also when one has gone on since, until something else
 * was done.
 */
function useLastUndo(notice: { undo?: string | undefined } | undefined): string | null {
  const [last, setLast] = useState<string | null>(null);
  useEffect(() => {
    if (notice) setLast(notice.undo ?? null);
  }, [notice]);
  return last;
}
