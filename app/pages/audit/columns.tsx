import { Link } from '@remix-run/react';
import { actLabel } from '#identity/audit/acts.ts';
import type { AuditRow } from '#identity/audit/audit-list.ts';
import { may, type Role } from '#identity/permissions/permissions.ts';
import type { Column } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { Time } from '../../ui/values/time.tsx';
import { visible } from '../../ui/values/visible.ts';
import { subjectLink } from './subject-link.ts';

/** The columns of the audit: who did what to which, in words. */
export function auditColumns(zone: string, role: Role): readonly Column<AuditRow>[] {
  return [
    { key: 'at', header: 'When', isPlain: true, render: ({ at }) => <Time at={at} zone={zone} /> },
    { key: 'actor', header: 'Who', isPlain: true, render: (row) => <Who row={row} /> },
    { key: 'act', header: 'What', isPlain: true, render: (row) => <What row={row} role={role} /> },
    {
      key: 'details',
      header: 'Details',
      isPlain: true,
      render: ({ details }) => (
        <span className="text-muted [overflow-wrap:anywhere] max-sm:line-clamp-1">
          {detailsText(details)}
        </span>
      ),
    },
    { key: 'address', header: 'From', hideOnPhone: true, render: ({ address }) => address ?? '' },
  ];
}

function Who({ row: { actor, person } }: { row: AuditRow }) {
  const [kind, ...rest] = actor.split(':');
  const name = rest.join(':');
  if (kind === 'program') return <span title={actor}>Counterfoil ({visible(name)})</span>;
  if (kind === 'token') return <span title={actor}>API token {visible(name)}</span>;
  return (
    <span title={actor}>
      <Foreign text={person ?? (kind === 'person' ? name : actor)} />
    </span>
  );
}

function What({ row: { act, subject, subjectPerson, actor }, role }: { row: AuditRow; role: Role }) {
  const { text: name, href, needs } = subjectLink(subject);
  // Of oneself nothing is to be said twice.
  const isSelf =
    subject.startsWith('person:') && actor.startsWith('person:') && /^(session|password)\./.test(act);
  const text = isSelf ? '' : (subjectPerson ?? name);
  const mayOpen = needs === undefined || may(role, needs);
  return (
    <>
      {actLabel(act)}{' '}
      {text === '' ? null : href !== null && mayOpen ? (
        <Link to={href} className="text-accent underline">
          <Foreign text={text} />
        </Link>
      ) : (
        <Foreign text={text} />
      )}
    </>
  );
}

const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\.\d{3}Z$/;

function detailsText(details: AuditRow['details']): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${labelOf(name)}: ${visible(String(value)).replace(INSTANT, '$1 $2 UTC')}`)
    .join(' · ');
}
