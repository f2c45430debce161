import type { TimelineEntry as Heard } from '#reconciliation/book/timeline.ts';
import { ageWords } from '../../ui/age-words.ts';
import { Status } from '../../ui/status.tsx';
import type { TimelineEntry } from '../../ui/timeline.tsx';
import { wordsOf } from '../../ui/words-of.ts';

/** One thing that was heard of an invoice, as the timeline shows it. */
export function timelineEntry(heard: Heard): TimelineEntry {
  const { at, kind, what, status, who, words, body } = heard;
  const isRefused = kind === 'refused_callback';
  return {
    at,
    kind: isRefused ? 'callback' : kind,
    title: status ? <Status status={status} /> : wordsOf(what),
    verdict: kind === 'callback' ? what : isRefused ? 'refused' : kind === 'status_check' ? what : null,
    detail: [who, delay(heard), retries(heard), words].filter(Boolean).join(' · '),
    body,
  };
}

function delay({ delaySeconds }: Heard): string | null {
  if (delaySeconds === null) return null;
  return delaySeconds < 1 ? 'at once' : `${ageWords(delaySeconds)} after the event`;
}

function retries({ retryCount }: Heard): string | null {
  return retryCount ? `retry ${retryCount}` : null;
}
