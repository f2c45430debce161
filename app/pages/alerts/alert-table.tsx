import { Link } from '@remix-run/react';
import type { Alert } from '#reconciliation/alerts/alerts.ts';
import { RULES } from '#reconciliation/alerts/rules.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Severity } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';

type AlertTableProps = {
  alerts: readonly Alert[];
  caption: string;
  emptyText: string;
  zone: string;
  mayAcknowledge: boolean;
};

/** Alerts: what each is about, since when, who looks after it, and what to do. */
export function AlertTable({ alerts, caption, emptyText, zone, mayAcknowledge }: AlertTableProps) {
  return (
    <Table
      caption={caption}
      emptyText={emptyText}
      rows={alerts}
      rowKey={({ id }) => id.toString()}
      columns={[
        {
          key: 'rule',
          header: 'Alert',
          render: ({ rule, path }) => <Link to={path}>{RULES[rule].label}</Link>,
        },
        { key: 'severity', header: 'Severity', render: ({ severity }) => <Severity level={severity} /> },
        {
          key: 'summary',
          header: 'What',
          render: ({ summary, isOfAccount }) => (
            <>
              <Foreign text={summary} />
              {isOfAccount ? null : <span className="text-muted"> (of the installation)</span>}
            </>
          ),
        },
        { key: 'since', header: 'Since', render: ({ openedAt }) => <Time at={openedAt} zone={zone} /> },
        { key: 'over', header: 'Ended', render: ({ resolvedAt }) => <Time at={resolvedAt} zone={zone} /> },
        { key: 'by', header: 'Acknowledged by', render: ({ acknowledgedBy }) => acknowledgedBy ?? '' },
        {
          key: 'acts',
          header: 'What to do',
          render: ({ id, rule }) => (
            <span className="flex flex-wrap items-center gap-2">
              <Link to={`/alerts/runbook#${rule}`} aria-label={`Runbook: ${RULES[rule].label}`}>
                Runbook
              </Link>
              {mayAcknowledge ? (
                <AccountForm action={`/alerts/${id}/acknowledgement`}>
                  <Button aria-label={`Acknowledge alert ${id}`}>Acknowledge</Button>
                </AccountForm>
              ) : null}
            </span>
          ),
        },
      ]}
    />
  );
}
