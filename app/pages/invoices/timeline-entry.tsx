import type { ReactNode } from 'react';
import type { TimelineEntry as ReceivedEntry } from '#reconciliation/books/timeline.ts';
import { kindLabel, RESOLUTIONS, type Resolution } from '#reconciliation/discrepancies/kinds.ts';
import { ageText } from '../../ui/values/age-text.ts';
import { labelOf } from '../../ui/values/label-of.ts';
import { Status } from '../../ui/values/status.tsx';
import type { TimelineEntry } from '../../ui/values/timeline.tsx';
import { visible } from '../../ui/values/visible.ts';

/**
 * One thing that was heard of an invoice, as the timeline shows it.
 * @param of whose timeline it is, and of which account: another tab may have chosen another one meanwhile
 */
export function timelineEntry(of: { id: string; account: string }, entry: ReceivedEntry): TimelineEntry {
  const { at, kind, who, message, bodyId } = entry;
  return {
    at,
    kind: kind === 'refused_callback' ? 'callback' : kind,
    title: title(entry),
    verdict: verdict(entry),
    // Of a callback in quarantine the words are a code; all others are sentences.
    detail: [
      who,
      delay(entry),
      attemptText(entry),
      message && (kind === 'callback' ? labelOf(message) : visible(message)),
    ]
      .filter(Boolean)
      .join(' · '),
    bodyAt:
      bodyId === null
        ? null
        : `/invoices/${encodeURIComponent(of.id)}/bodies/${kind}/${bodyId}?account=${of.account}`,
  };
}

function title({ kind, what, status, about, resolution }: ReceivedEntry): ReactNode {
  if (kind === 'discrepancy') {
    const ended = resolution ? ` as “${RESOLUTIONS[resolution as Resolution] ?? resolution}”` : '';
    return `${kindLabel(about ?? '')}: ${labelOf(what).toLowerCase()}${ended}`;
  }
  return status ? <Status status={status} /> : labelOf(what.replaceAll('.', ' '));
}

function verdict({ kind, what, status }: ReceivedEntry): string | null {
  if (kind === 'refused_callback') return 'refused';
  return kind === 'callback' || (kind === 'status_check' && status) ? what : null;
}

function delay({ delaySeconds }: ReceivedEntry): string | null {
  if (delaySeconds === null) return null;
  return delaySeconds < 1 ? 'at once' : `${ageText(delaySeconds)} after the event`;
}

function attemptText({ attempt }: ReceivedEntry): string | null {
  return attempt === null ? null : `attempt ${attempt}`;
}
