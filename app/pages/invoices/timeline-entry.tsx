import type { ReactNode } from 'react';
import type { TimelineEntry as Heard } from '#reconciliation/books/timeline.ts';
import { kindWords, RESOLUTIONS, type Resolution } from '#reconciliation/discrepancies/kinds.ts';
import { ageWords } from '../../ui/values/age-text.ts';
import { wordsOf } from '../../ui/values/label-of.ts';
import { Status } from '../../ui/values/status.tsx';
import type { TimelineEntry } from '../../ui/values/timeline.tsx';
import { visible } from '../../ui/values/visible.ts';

/**
 * One thing that was heard of an invoice, as the timeline shows it.
 * @param of whose timeline it is, and of which account: another tab may have chosen another one meanwhile
 */
export function timelineEntry(of: { id: string; account: string }, heard: Heard): TimelineEntry {
  const { at, kind, who, words, bodyId } = heard;
  return {
    at,
    kind: kind === 'refused_callback' ? 'callback' : kind,
    title: title(heard),
    verdict: verdict(heard),
    // Of a callback in quarantine the words are a code; all others are sentences.
    detail: [
      who,
      delay(heard),
      attemptWords(heard),
      words && (kind === 'callback' ? wordsOf(words) : visible(words)),
    ]
      .filter(Boolean)
      .join(' · '),
    bodyAt:
      bodyId === null
        ? null
        : `/invoices/${encodeURIComponent(of.id)}/bodies/${kind}/${bodyId}?account=${of.account}`,
  };
}

function title({ kind, what, status, about, resolution }: Heard): ReactNode {
  if (kind === 'discrepancy') {
    const ended = resolution ? ` as “${RESOLUTIONS[resolution as Resolution] ?? resolution}”` : '';
    return `${kindWords(about ?? '')}: ${wordsOf(what).toLowerCase()}${ended}`;
  }
  return status ? <Status status={status} /> : wordsOf(what.replaceAll('.', ' '));
}

function verdict({ kind, what, status }: Heard): string | null {
  if (kind === 'refused_callback') return 'refused';
  return kind === 'callback' || (kind === 'status_check' && status) ? what : null;
}

function delay({ delaySeconds }: Heard): string | null {
  if (delaySeconds === null) return null;
  return delaySeconds < 1 ? 'at once' : `${ageWords(delaySeconds)} after the event`;
}

function attemptWords({ attempt }: Heard): string | null {
  return attempt === null ? null : `attempt ${attempt}`;
}
