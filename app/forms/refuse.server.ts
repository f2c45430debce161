/** A refusal to throw: its page shows the words, and an address without a page (one that only takes forms) answers them. */
export function refusing(status: number, words: string, headers: Record<string, string> = {}): Response {
  return new Response(words, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  });
}
