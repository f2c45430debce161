import { found, HOUR, type Scenario, told } from './scenario.ts';
import { FAILED, PAID, PENDING, REFUNDED } from './shapes.ts';

/** Told five hours before its own time. */
const AHEAD = { at: 400, arrivesAfter: -5 * HOUR } as const;

/** A time that lies ahead of our clock makes nothing stale, and nothing young. */
export const CLOCK_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a callback whose time lies ahead does not make the next one stale',
    acts: [
      {
        heard: [told(FAILED, AHEAD), told(PAID, { at: 120 })],
        theirs: [told(PAID, { at: 120 })],
        found: [],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a callback whose time lies ahead does not replace what we know',
    acts: [
      {
        heard: [told(PAID, { at: 60 }), told(FAILED, AHEAD)],
        theirs: [told(PAID, { at: 60 })],
        found: [],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a callback whose time lies ahead is kept where nothing else is known, and Paymega’s answer corrects it',
    acts: [
      {
        heard: [told(FAILED, AHEAD)],
        theirs: [told(FAILED, AHEAD)],
        found: [],
        book: { a: 'process_failed' },
      },
      {
        theirs: [told(PAID, { at: 120 })],
        found: [found('status_differs', 'critical', { ends: 'healed' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a difference is not young because one time lies ahead',
    shelf: 'asks',
    ago: 30,
    acts: [
      {
        heard: [told(PAID, { at: 30 + 5 * HOUR, arrivesAfter: -5 * HOUR - 15 })],
        theirs: [told(PENDING, { at: 5 })],
        found: [found('status_differs', 'critical', { atRisk: '100.00' })],
      },
    ],
  },
  {
    name: 'a time of Paymega’s list that lies ahead heals nothing, and is an item at once',
    ago: 30,
    acts: [
      {
        heard: [told(PAID)],
        theirs: [told(REFUNDED, { at: 30 + 5 * HOUR })],
        found: [found('status_differs', 'critical', { atRisk: '100.00' })],
        book: { a: 'processed' },
      },
    ],
  },
  {
    name: 'a payment that says it was created ahead of our clock is asked for by id, though it is final',
    ago: -5 * HOUR,
    acts: [
      {
        heard: [told(PAID, { arrivesAfter: -6 * HOUR })],
        theirs: [told(REFUNDED, { at: 30 })],
        found: [found('status_differs', 'critical', { atRisk: '100.00', ends: 'healed' })],
        book: { a: 'refunded' },
      },
    ],
  },
  {
    name: 'a pending payment whose time lies ahead is stuck all the same',
    ago: 2 * HOUR,
    acts: [
      {
        heard: [told(PENDING, { at: 10 * HOUR, arrivesAfter: -9.9 * HOUR })],
        theirs: [told(PENDING, { at: 10 * HOUR })],
        found: [found('stuck_pending', 'medium')],
      },
    ],
  },
];
