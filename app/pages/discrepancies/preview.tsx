import { ExternalLink, X } from 'lucide-react';
import { KINDS, type KindName, kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import type { DiscrepancyRow } from '#reconciliation/discrepancies/list.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import { CopyLink } from '../../ui/forms/copy.tsx';
import { Evidence } from './evidence.tsx';
import { Facts } from './facts.tsx';
import { Resolve } from './resolve.tsx';

type PreviewProps = {
  item: DiscrepancyRow;
  zone: string;
  mayResolve: boolean;
  mayCheck: boolean;
  reviewers: readonly { id: number; label: string }[];
  /** The address of the list, and what it says of it. */
  here: string;
  search: string;
  inList: string;
  closeHref: string;
  /** The list with the next one in the preview. */
  nextHref: string;
};

/** One discrepancy beside the list: enough to decide, and the means to. */
export function Preview(props: PreviewProps) {
  const { item, zone, mayResolve, mayCheck, reviewers, here, search, closeHref, nextHref } = props;
  const kind = KINDS[item.kind as KindName];
  const page = `/discrepancies/${item.id}?mode=${item.mode}${props.inList}`;
  const place = { base: '/discrepancies', here, search, next: nextHref };
  return (
    <aside
      aria-label="Preview"
      data-keys-first
      className="flex min-w-0 flex-col gap-3 max-xl:order-first xl:sticky xl:top-[calc(var(--spacing-header)+1rem)] xl:max-h-[calc(100dvh-var(--spacing-header)-2rem)] xl:overflow-y-auto"
    >
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <h2 className="text-lg">{kindLabel(item.kind)}</h2>
          <p className="text-muted">{kind?.help}</p>
        </div>
        <div className="flex flex-none gap-1">
          <CopyLink to={`/discrepancies/${item.id}?mode=${item.mode}`} />
          <ButtonLink to={page} aria-label="Open its page" title="Open its page (o)" data-key="o">
            <ExternalLink aria-hidden="true" />
          </ButtonLink>
          <ButtonLink
            to={closeHref}
            aria-label="Close the preview"
            title="Close the preview"
            preventScrollReset
          >
            <X aria-hidden="true" />
          </ButtonLink>
        </div>
      </div>
      {mayResolve ? <Resolve item={item} reviewers={reviewers} place={place} /> : null}
      <Facts item={item} zone={zone} />
      {mayCheck && item.invoiceId ? (
        <AccountForm action={`/invoices/${encodeURIComponent(item.invoiceId)}/status-checks`}>
          <input type="hidden" name="to" value={here} />
          <Button data-key="r">Check status now</Button>
        </AccountForm>
      ) : null}
      <Evidence evidence={item.evidence} zone={zone} />
    </aside>
  );
}
