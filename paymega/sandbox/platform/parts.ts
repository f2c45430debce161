import type { CallbackSender } from './callbacks.ts';
import type { Faults } from './faults.ts';
import type { Addresses } from './invoice-document.ts';
import type { Ledger } from './ledger.ts';
import type { Scheduler } from './scheduler.ts';
import type { Seal } from './seal.ts';

/** What the sandbox is made of, as its endpoints need it. */
export type Parts = {
  ledger: Ledger;
  faults: Faults;
  scheduler: Scheduler;
  sender: CallbackSender;
  seal: Seal;
  addresses: Addresses;
  /** Whole Unix seconds. */
  now: () => number;
  accountId: string;
  apiKey: string;
  callbackUrl: string | null;
  returnUrl: string;
  maxPageSize: number;
};

/** A call as it came in: `path` without the search, `body` as text. */
export type Call = {
  method: string;
  url: URL;
  path: readonly string[];
  authorization: string;
  contentType: string;
  body: string;
};
