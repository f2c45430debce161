/** What a pack says of itself. */
export const README = `What is known of payments at Paymega, by the merchant's own records (Counterfoil).

manifest.json        who made this and when, and every file with its size and SHA-256
NNN-<invoice>/       one folder for each invoice
  both-books.txt     the merchant's book and Paymega's (as its private API told it), side by side
  both-books.json    the same for programs; amounts are exact decimals, times are UTC
  timeline.json      all that was heard of it and done about it, newest first
  callbacks.json     each request that came to the callback address: when, its Retry-Count header, whether its signature
                     held, what became of it, and the SHA-256 of the body's bytes as they were received
  status-checks.json each question to the private API, and what came of it
  quarantine.json    what was told and could not be read exactly, with the reason
  discrepancies.json what was found to be wrong, with every step of it
  bodies/            the bodies of all these, as they are kept
without-invoice.json discrepancies that name no invoice (packs of a list only)

Bodies are redacted: card numbers, check codes and tokens were taken out before anything was stored, so that a body's own
SHA-256 is not the one that is told of the bytes received. Of what was refused only the beginning is kept. Of the headers of
a callback Retry-Count alone is kept: X-Signature was verified on receipt. Of answers of the private API no hash of the raw
bytes is kept; "kept_sha256" is that of the body as it was kept. Bodies may be kept for some months only: "trimmed after N
months" stands instead of what is over. What is not there was not kept, or is not known: "not available".
`;
